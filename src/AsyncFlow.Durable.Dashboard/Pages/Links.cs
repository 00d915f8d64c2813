using Microsoft.AspNetCore.Http;

namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>Where the pages of one dashboard are.</summary>
/// <param name="Start">The start of all paths; empty if the dashboard is the whole site.</param>
internal sealed record Links(string Start)
{
    /// <summary>The list of runs.</summary>
    public string List => Start.Length == 0 ? "/" : Start;

    public string Style => $"{Start}/dashboard.css";

    public string Script => $"{Start}/dashboard.js";

    /// <summary>The links for a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="page">The path of the page within the dashboard.</param>
    public static Links Of(HttpRequest request, string page)
    {
        string path = $"{request.PathBase}{request.Path}".TrimEnd('/');
        return new(path[..^page.Length]);
    }

    public string Run(string id) => $"{Start}/run?id={Uri.EscapeDataString(id)}";

    public string Retry(string id) => $"{Start}/run/retry?id={Uri.EscapeDataString(id)}";

    public string Cancel(string id) => $"{Start}/run/cancel?id={Uri.EscapeDataString(id)}";

    public string Report(string id) => $"{Start}/run/report?id={Uri.EscapeDataString(id)}";

    public string Page(RunQuery query, int page) =>
        $"{List}?status={query.Status}&flow={Uri.EscapeDataString(query.Flow ?? "")}&id={Uri.EscapeDataString(query.Id ?? "")}&page={page}";
}
