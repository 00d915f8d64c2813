using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace Durable;

/// <summary>The dashboard of the sample, until Ctrl+C. Only this machine can reach it, so it asks for no sign-in.</summary>
internal static class Page
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    public static IHostApplicationBuilder CreateBuilder(string? url)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url is not null && url.StartsWith("http", StringComparison.Ordinal) ? url : DefaultUrl);
        return builder;
    }

    public static IHost Build(IHostApplicationBuilder builder)
    {
        WebApplication application = ((WebApplicationBuilder)builder).Build();
        application.MapFlowDashboard();
        application.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"the page is at {application.Urls.First()}/flows"));
        return application;
    }
}
