using System.Runtime.CompilerServices;
using AsyncFlow.Durable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Dashboard.Tests;

/// <summary>The example of the guide.</summary>
public sealed class GuideTests
{
    [Fact]
    public async Task The_example_is_an_application()
    {
        string[] args = [];
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAsyncFlow()
            .AddFlow<Nightly>(AppJson.Default)
            .UseOrleans(o => o.Embedded("flows.db"));
        WebApplication app = builder.Build();
        app.MapFlowDashboard().RequireAuthorization("operators");
        Assert.NotNull(app.Services.GetRequiredService<IFlowClient>());
        await app.DisposeAsync();
    }

    [Fact]
    public void Every_line_of_the_guide_is_compiled()
    {
        HashSet<string> compiled = [.. File.ReadAllLines(PathOf("GuideTests.cs")).Select(static line => line.Trim())];
        string[] blocks = File.ReadAllText(PathOf("../../docs/guides/dashboard.md")).Split("```csharp")[1..];
        Assert.Single(blocks);
        Assert.All(
            blocks.SelectMany(static block => block.Split("```")[0].Split('\n')).Select(static line => line.Trim()).Where(static line => line.Length > 0),
            line => Assert.Contains(line, compiled));
    }

    private static string PathOf(string file, [CallerFilePath] string own = "") => Path.Join(Path.GetDirectoryName(own), file);
}
