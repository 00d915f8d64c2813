// The examples of docs/guides/testing.md. GuideTests compares them.
using TestingSample;

namespace AsyncFlow.Testing.Tests.Guides.Testing;

internal sealed record User(string Name);

internal sealed record Theme;

internal sealed record Page(User User, Theme Theme);

[Flow]
internal sealed partial class Startup(HttpClient http)
{
    [Step]
    private Task<User> LoadUser(CancellationToken ct) => Task.FromException<User>(new InvalidOperationException($"{http.Timeout} {ct.CanBeCanceled}"));

    [Step]
    private Task<Theme> LoadTheme(CancellationToken ct) => Task.FromException<Theme>(new InvalidOperationException($"{http.Timeout} {ct.CanBeCanceled}"));

    [Step(nameof(Render))]
    private static void Audit()
    {
    }

    [Step, Output]
    private static Page Render(User user, Theme theme) => new(user, theme);

    [Step(nameof(Audit))]
    private static void Publish()
    {
    }
}

internal sealed class FreeBank : IBank
{
    public Task<decimal> ChargeAsync(decimal amount, CancellationToken cancellationToken) => Task.FromResult(amount);
}

[Flow]
internal sealed partial class Polling(Func<Task> pollAsync)
{
    #region clock
    [Step]
    private async Task Poll(StepContext context, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromHours(1), context.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await pollAsync();
        }
    }
    #endregion
}

internal static class Tests
{
    public static async Task ExploreAsync(IBank bank)
    {
        #region explore
        // All possible schedules.
        ExplorationResult result = await Explore.AllAsync(() => new Checkout(bank), checkout => Assert.Equal(15, checkout.Customer.Points));
        Assert.True(result.IsComplete);

        // A number of random schedules, where there are too many.
        await Explore.RandomAsync(() => new Checkout(bank), runs: 1000, checkout => Assert.Equal(15, checkout.Customer.Points));
        #endregion
    }

    public static ExplorationOptions Reduce()
    {
        #region independent
        ExplorationOptions options = new()
        {
            Independent = (a, b) => a.Name.StartsWith("Load", StringComparison.Ordinal) && b.Name.StartsWith("Load", StringComparison.Ordinal),
        };
        #endregion
        return options;
    }

    public static async Task SimulateAsync(IFlow flow)
    {
        #region simulation
        await flow.ExecuteAsync(new FlowOptions { Host = new SimulationHost(seed: 42) });
        #endregion
    }

    public static async Task SimulateAsync(IFlow buyer, IFlow seller)
    {
        #region two flows
        SimulationHost simulation = new(seed: 42);
        await simulation.RunAsync(async () =>
        {
            await Task.WhenAll(buyer.ExecuteAsync().AsTask(), seller.ExecuteAsync().AsTask());
        });
        #endregion
    }

    public static async Task ReplaceAsync(HttpClient http)
    {
        #region harness
        FlowHarness harness = new FlowHarness(new Startup(http))
            .Replace("LoadUser", new User("Ada"))                       // a result
            .Replace("LoadTheme", async context => await FakeAsync())   // or code that computes one
            .Fail("Audit", new HttpRequestException())                  // throws instead of running
            .Delay("Render", TimeSpan.FromMinutes(5));                  // on the run's clock, before the step

        FlowReport<Page> report = await harness.RunAsync<Page>(new FlowOptions { Host = new SimulationHost(1) });

        harness.AssertBefore("LoadUser", "Render");
        harness.AssertNotRun("Publish");
        #endregion
        Assert.Equal(TimeSpan.FromMinutes(5), report.Duration);

        static async Task<Theme> FakeAsync()
        {
            await Task.Yield();
            return new Theme();
        }
    }

    public static async Task ExploreHarnessAsync(HttpClient http)
    {
        #region explore harness
        await Explore.AllAsync(
            () => new FlowHarness(new Startup(http)).Fail("LoadTheme", new HttpRequestException()),
            (harness, report) => harness.AssertNotRun("Render"));
        #endregion
    }
}
