// The examples of docs/guides/failure-and-cancellation.md. GuideTests compares them.
namespace AsyncFlow.Testing.Tests.Guides.Failure;

internal abstract class Store
{
    public abstract Task LoadAsync(CancellationToken ct);

    public abstract Task SaveAsync(CancellationToken ct);
}

#region mode of a flow
[Flow(FailureMode = FailureMode.Continue)]
internal sealed partial class Nightly(Store store)
{
    [Step]
    private Task Load(CancellationToken ct) => store.LoadAsync(ct);

    [Step(nameof(Load))]
    private Task Save(CancellationToken ct) => store.SaveAsync(ct);
}
#endregion

internal static class Options
{
    public static async Task RunAsync(Nightly flow)
    {
        #region mode of a run
        await flow.ExecuteAsync(new FlowOptions { FailureMode = FailureMode.Cancel });
        #endregion
    }

    public static async Task LimitAsync(Nightly flow, FlowOptions options, CancellationToken cancellationToken)
    {
        #region options
        await flow.ExecuteAsync(options with { MaxConcurrency = 1 }, cancellationToken);
        #endregion
    }
}

internal sealed record Rates(decimal Dollar)
{
    public static Rates Default { get; } = new(1m);
}

internal sealed record Offer(Rates Rates, string? Note = null);

[Flow]
internal sealed partial class MakingOffers(Func<CancellationToken, Task<Rates>> loadAsync)
{
    #region outcome
    [Step]
    private Task<Rates> LoadRates(CancellationToken ct) => loadAsync(ct);

    [Step, Output]
    private static Offer MakeOffer(StepOutcome<Rates> rates) =>
        rates.IsSuccess ? new Offer(rates.Value) : new Offer(Rates.Default, rates.Exception?.Message);
    #endregion
}

internal sealed record Page;

internal sealed record Row;

internal sealed record Summary(int Good);

internal abstract class Site
{
    public abstract Page[] Pages { get; }

    public abstract Task<Row> ParseAsync(Page page);
}

[Flow]
internal sealed partial class Parsing(Site site)
{
    [Step]
    private Page[] Load() => site.Pages;

    #region outcomes
    [Step]
    private Task<Row> Parse([Each(nameof(Load))] Page page) => site.ParseAsync(page);

    [Step, Output]
    private static Summary Sum(IReadOnlyList<StepOutcome<Row>> rows) => new(rows.Count(static row => row.IsSuccess));
    #endregion
}

internal static class Reports
{
    public static async Task<Page> ReadAsync(IFlow<Page> flow, CancellationToken cancellationToken)
    {
        #region report
        FlowReport<Page> report = await flow.RunAsync(cancellationToken);
        Console.WriteLine(report);                          // a table
        foreach (StepReport step in report.Steps)
        {
            Console.WriteLine($"{step.Name}: {step.Status}, {step.Exception?.Message}");
        }

        report.ThrowIfFailed();                             // what ExecuteAsync would have thrown
        Page page = report.Output;
        #endregion
        return page;
    }

    public static FlowReport Make()
    {
        #region report of a test
        FlowPlan plan = Nightly.Plan;
        HttpRequestException failure = new();
        StepReport load = new(plan.Steps[0], StepStatus.Failed, start: default, duration: TimeSpan.FromSeconds(2), lockWait: default, failure);
        StepReport save = new(plan.Steps[1], StepStatus.NotRun, default, default, default, null);
        FlowReport report = new(plan, FlowStatus.Failed, TimeSpan.FromSeconds(2), [load, save], [failure]);
        #endregion
        return report;
    }
}
