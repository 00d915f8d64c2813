using Microsoft.AspNetCore.Http;

namespace AsyncFlow.Durable.Dashboard.Endpoints;

/// <summary>
/// Refuses requests that another site has a browser send, with the cookies of this one. Browsers say where a request comes from, and scripts cannot change that;
/// so no token is needed, and no service for it.
/// </summary>
internal static class SameOrigin
{
    public static bool Allows(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out Microsoft.Extensions.Primitives.StringValues site))
        {
            return site == "same-origin";
        }

        // Browsers do not send it to servers without TLS, but for this machine. What sends neither is not a browser.
        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
