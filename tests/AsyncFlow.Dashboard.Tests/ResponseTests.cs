using System.Net;
using System.Text.RegularExpressions;
using AsyncFlow.Durable;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Dashboard.Tests;

/// <summary>What the dashboard answers.</summary>
public sealed partial class ResponseTests
{
    private const string FailedRun = "failed%2F%3Ci%3E1%3C%2Fi%3E%20%26%202";

    [Fact]
    public async Task A_thousand_runs_are_listed_page_by_page()
    {
        await using Site site = await Site.StartAsync();
        for (int i = 0; i < 1000; i++)
        {
            site.Engine.Set(site.Run($"run-{i}", i % 4 == 0 ? FlowRunStatus.Failed : FlowRunStatus.Succeeded, minute: i));
        }

        using HttpClient client = new() { BaseAddress = new Uri(site.Url) };
        List<string> all = [];
        string? next = "/flows";
        while (next is not null)
        {
            string page = await client.GetStringAsync(next);
            string[] runs = Runs(page);
            Assert.InRange(runs.Length, 1, 50);
            all.AddRange(runs);
            next = NextLink().Match(page) is { Success: true } link ? WebUtility.HtmlDecode(link.Groups[1].Value) : null;
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $"run-{999 - i}"), all);
        Assert.Equal(["run-996", "run-992"], Runs(await client.GetStringAsync("/flows?status=failed&page=1")).Take(2));
        Assert.Equal(["run-777"], Runs(await client.GetStringAsync("/flows?id=N-777&flow=Billing")));
        Assert.Empty(Runs(await client.GetStringAsync("/flows?flow=Other")));
    }

    [Fact]
    public async Task A_run_has_its_steps_its_failure_and_its_buttons()
    {
        await using Site site = await Site.StartAsync();
        site.AddFailed();
        site.AddRunning(4321);
        using HttpClient client = new() { BaseAddress = new Uri(site.Url) };
        string failed = await client.GetStringAsync($"/flows/run?id={FailedRun}");
        Assert.Contains("Sum: System.InvalidOperationException: &lt;b&gt;the ledger&lt;/b&gt; is closed", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", failed, StringComparison.Ordinal);
        Assert.Contains("<button>Retry</button>", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("<button>Cancel</button>", failed, StringComparison.Ordinal);
        string running = await client.GetStringAsync("/flows/run?id=running");
        Assert.Contains("4321 of 10000", running, StringComparison.Ordinal);
        Assert.Contains("<button>Cancel</button>", running, StringComparison.Ordinal);
        Assert.DoesNotContain("<button>Retry</button>", running, StringComparison.Ordinal);
        string report = await client.GetStringAsync($"/flows/run/report?id={FailedRun}");
        Assert.Contains("Billing: Failed in 5 min", report, StringComparison.Ordinal);
        using HttpResponseMessage early = await client.GetAsync("/flows/run/report?id=running");
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        using HttpResponseMessage none = await client.GetAsync("/flows/run?id=none");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_run_of_another_version_has_no_graph()
    {
        await using Site site = await Site.StartAsync();
        site.Engine.Set(site.Run("old", FlowRunStatus.Parked) with { Fingerprint = "0123", ParkedBecause = "step '<Gone>' has started, and version 4567 of 'Billing' does not have it" }, Site.Step("Gone", StepStatus.Succeeded, 0, 1));
        using HttpClient client = new() { BaseAddress = new Uri(site.Url) };
        string page = await client.GetStringAsync("/flows/run?id=old");
        Assert.DoesNotContain("class=\"graph\"", page, StringComparison.Ordinal);
        Assert.Contains("The run is parked: step '<Gone>' has started, and version 4567 of 'Billing' does not have it.", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("<Gone>", page, StringComparison.Ordinal);
        Assert.Contains("Gone", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.SeeOther)]
    [InlineData("same-origin", null, HttpStatusCode.SeeOther)]
    [InlineData("cross-site", null, HttpStatusCode.Forbidden)]
    [InlineData("same-site", null, HttpStatusCode.Forbidden)]
    [InlineData("none", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    public async Task Only_requests_of_the_dashboard_itself_act(string? site, string? origin, HttpStatusCode expected)
    {
        await using Site server = await Site.StartAsync();
        server.AddFailed();
        using HttpClientHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient client = new(handler) { BaseAddress = new Uri(server.Url) };
        foreach (string action in (string[])["retry", "cancel"])
        {
            using HttpRequestMessage request = new(HttpMethod.Post, $"/flows/run/{action}?id={FailedRun}");
            if (site is not null)
            {
                request.Headers.Add("Sec-Fetch-Site", site);
            }

            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.Equal(expected, response.StatusCode);
            if (expected == HttpStatusCode.SeeOther)
            {
                Assert.Equal($"/flows/run?id={FailedRun}", response.Headers.Location!.OriginalString);
            }
        }

        Assert.Equal(expected == HttpStatusCode.SeeOther ? ["retry failed/<i>1</i> & 2", "cancel failed/<i>1</i> & 2"] : [], server.Engine.Calls);
        using HttpResponseMessage get = await client.GetAsync($"/flows/run/retry?id={FailedRun}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    }

    [Fact]
    public async Task A_run_that_cannot_be_retried_says_why()
    {
        await using Site site = await Site.StartAsync();
        site.Engine.Set(site.Run("done", FlowRunStatus.Succeeded));
        using HttpClient client = new() { BaseAddress = new Uri(site.Url) };
        using HttpResponseMessage response = await client.PostAsync("/flows/run/retry?id=done", null);
        Assert.Equal((HttpStatusCode.Conflict, "The run has succeeded."), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task The_dashboard_can_be_anywhere()
    {
        await using Site site = await Site.StartAsync(map: static application =>
        {
            application.UsePathBase("/base");
            application.UseRouting();
            application.MapGroup("/admin").MapFlowDashboard("/runs/");
        });
        site.Engine.Set(site.Run("one", FlowRunStatus.Succeeded), Site.AllSteps(StepStatus.Succeeded));
        using HttpClient client = new() { BaseAddress = new Uri(site.Url) };
        string list = await client.GetStringAsync("/base/admin/runs");
        Assert.Contains("href=\"/base/admin/runs/run?id=one\"", list, StringComparison.Ordinal);
        Assert.Contains("href=\"/base/admin/runs/dashboard.css\"", list, StringComparison.Ordinal);
        Assert.Contains("href=\"/base/admin/runs/run/report?id=one\"", await client.GetStringAsync("/base/admin/runs/run?id=one"), StringComparison.Ordinal);
        Assert.NotEqual("", await client.GetStringAsync("/base/admin/runs/dashboard.js"));
    }

    [Fact]
    public async Task The_dashboard_can_be_the_whole_site()
    {
        await using Site site = await Site.StartAsync(map: static application => application.MapFlowDashboard(""));
        site.Engine.Set(site.Run("one", FlowRunStatus.Succeeded), Site.AllSteps(StepStatus.Succeeded));
        using HttpClient client = new() { BaseAddress = new Uri(site.Url) };
        Assert.Contains("href=\"/run?id=one\"", await client.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains("<header><a href=\"/\">", await client.GetStringAsync("/run?id=one"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/flows")]
    [InlineData("GET", "/flows/run?id=x")]
    [InlineData("GET", "/flows/run/report?id=x")]
    [InlineData("POST", "/flows/run/retry?id=x")]
    [InlineData("POST", "/flows/run/cancel?id=x")]
    [InlineData("GET", "/flows/dashboard.js")]
    public async Task All_of_it_can_be_closed_to_others(string method, string path)
    {
        await using Site site = await Site.StartAsync(
            map: static application =>
            {
                application.UseAuthentication();
                application.UseAuthorization();
                application.MapFlowDashboard().RequireAuthorization();
            },
            services: static services =>
            {
                services.AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, AnonymousHandler>("none", null);
                services.AddAuthorization();
            });
        using HttpClient client = new() { BaseAddress = new Uri(site.Url) };
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Without_durable_flows_it_says_what_is_missing()
    {
        await using WebApplication application = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("AddAsyncFlow()", Assert.Throws<InvalidOperationException>(() => application.MapFlowDashboard()).Message, StringComparison.Ordinal);
    }

    private static string[] Runs(string page) => [.. RunLink().Matches(page).Select(static link => WebUtility.HtmlDecode(link.Groups[1].Value))];

    [GeneratedRegex("<td><a href=\"[^\"]*/run\\?id=[^\"]*\">([^<]*)</a>")]
    private static partial Regex RunLink();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]*)\"")]
    private static partial Regex NextLink();

    private sealed class AnonymousHandler(Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options, Microsoft.Extensions.Logging.ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
