using System.Threading.RateLimiting;
using AsyncFlow.Testing.Tests.Guides.Resilience;
using Polly;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace AsyncFlow.Testing.Tests.Policies;

/// <summary>Whole flows under pipelines of Polly, and its rate limiter, in virtual time.</summary>
public sealed partial class FlowPolicyTests
{
    private readonly SimulationHost _simulation = new(0);
    private readonly List<string> _log = [];

    private double Now => _simulation.TimeProvider.GetElapsedTime(0).TotalMilliseconds;

    private ResiliencePipelineBuilder Builder() => new() { TimeProvider = _simulation.TimeProvider };

    private static RetryStrategyOptions RetryOptions => new()
    {
        MaxRetryAttempts = 3,
        Delay = TimeSpan.FromMilliseconds(100),
        BackoffType = DelayBackoffType.Constant,
        ShouldHandle = static arguments => new(arguments.Outcome.Exception is IOException or TimeoutRejectedException),
    };

    private FlowOptions Options => new() { Host = _simulation };

    [Flow, WithPolicy(nameof(policy))]
    internal sealed partial class Import(ResiliencePipeline policy, Func<int, StepContext, Task<string>> work)
    {
        private int _count;

        [Step]
        private static async Task<int> Open(StepContext context)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), context.TimeProvider, context.CancellationToken);
            return 1;
        }

        [Step, Output]
        private Task<string> Work(int open, StepContext context) => work(_count += open, context);
    }

    [Flow, WithPolicy(nameof(policy))]
    internal sealed partial class Typed(ResiliencePipeline<string> policy, Func<int, StepContext, Task<string>> work)
    {
        private int _count;

        [Step, Output]
        private Task<string> Work(StepContext context) => work(++_count, context);
    }

    [Flow]
    internal sealed partial class Outer(Import import)
    {
        [Step]
        private readonly Import _import = import;

        [Step, Output]
        private static string Show(string imported) => imported;
    }

    private async Task<string> WorkAsync(int attempt, StepContext context)
    {
        _log.Add($"{attempt} at {Now}");
        await Task.Delay(TimeSpan.FromMilliseconds(attempt == 2 ? 1000 : 40), context.TimeProvider, context.CancellationToken);
        return attempt == 1 ? throw new IOException() : "done";
    }

    [Fact]
    public async Task Retries_and_a_timeout_for_each_run_repeat_all_steps()
    {
        Import flow = new(Builder().AddRetry(RetryOptions).AddTimeout(TimeSpan.FromMilliseconds(300)).Build(), WorkAsync);
        FlowReport<string> report = await _simulation.RunAsync(() => flow.RunAsync(Options)).Within();

        Assert.Equal((FlowStatus.Succeeded, 3, "done"), (report.Status, report.Attempts, report.Output));
        Assert.Equal(["1 at 10", "2 at 160", "3 at 560"], _log);
        Assert.Equal(TimeSpan.FromMilliseconds(50), report.Duration);
        Assert.Empty(report.Failures);
    }

    [Fact]
    public async Task A_timeout_around_all_runs_ends_the_call_and_its_report_is_of_the_last_run()
    {
        Import flow = new(Builder().AddTimeout(TimeSpan.FromMilliseconds(300)).AddRetry(RetryOptions).Build(), WorkAsync);
        FlowReport<string> report = await _simulation.RunAsync(() => flow.RunAsync(Options)).Within();

        Assert.Equal((FlowStatus.Failed, 2), (report.Status, report.Attempts));
        Assert.IsType<TimeoutRejectedException>(Assert.Single(report.Failures));
        Assert.Equal((StepStatus.Succeeded, StepStatus.Canceled), (report.Steps[0].Status, report.Steps[1].Status));
        Assert.Throws<TimeoutRejectedException>(report.ThrowIfFailed);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => _simulation.RunAsync(() => new Import(Builder().AddTimeout(TimeSpan.FromMilliseconds(20)).Build(), WorkAsync).ExecuteAsync(Options)).Within());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(100)]
    public async Task Cancellation_ends_the_call_at_once_also_between_two_runs(int after)
    {
        Import flow = new(Builder().AddRetry(RetryOptions).Build(), WorkAsync);
        double ended = 0;
        FlowReport report = await _simulation.RunAsync(async () =>
        {
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(after), _simulation.TimeProvider);
            FlowReport report = await flow.RunAsync(Options, source.Token);
            ended = Now;
            Assert.Equal(source.Token, Assert.ThrowsAny<OperationCanceledException>(report.ThrowIfFailed).CancellationToken);
            return report;
        }).Within();

        Assert.Equal((FlowStatus.Canceled, 1, after), (report.Status, report.Attempts, ended));
    }

    [Fact]
    public async Task A_pipeline_of_the_output_can_judge_and_replace_it()
    {
        ResiliencePipeline<string> policy = new ResiliencePipelineBuilder<string> { TimeProvider = _simulation.TimeProvider }
            .AddFallback(new() { ShouldHandle = static arguments => new(arguments.Outcome.Exception is not null), FallbackAction = static _ => Outcome.FromResultAsValueTask("fallback") })
            .AddRetry(new() { MaxRetryAttempts = 1, Delay = TimeSpan.Zero, ShouldHandle = static arguments => new(arguments.Outcome.Result == "bad") })
            .Build();

        FlowReport<string> better = await _simulation.RunAsync(() => new Typed(policy, static (attempt, _) => Task.FromResult(attempt == 1 ? "bad" : "good")).RunAsync(Options)).Within();
        Assert.Equal((FlowStatus.Succeeded, 2, "good"), (better.Status, better.Attempts, better.Output));
        FlowReport<string> replaced = await _simulation.RunAsync(() => new Typed(policy, static (_, _) => throw new IOException()).RunAsync(Options)).Within();
        Assert.Equal((FlowStatus.Succeeded, 1, "fallback", StepStatus.Failed), (replaced.Status, replaced.Attempts, replaced.Output, replaced.Steps[0].Status));
        Assert.Equal("fallback", await _simulation.RunAsync(() => new Typed(policy, static (_, _) => throw new IOException()).ExecuteAsync(Options)).Within());
    }

    [Fact]
    public async Task A_flow_as_a_step_has_its_policies()
    {
        Outer flow = new(new Import(Builder().AddRetry(RetryOptions).AddTimeout(TimeSpan.FromMilliseconds(300)).Build(), WorkAsync));
        FlowReport<string> report = await _simulation.RunAsync(() => flow.RunAsync(Options)).Within();

        Assert.Equal((FlowStatus.Succeeded, "done"), (report.Status, report.Output));
        Assert.Equal(TimeSpan.FromMilliseconds(600), report.Steps[0].Duration);
        Assert.Equal(FlowStatus.Succeeded, report.Steps[0].NestedReport!.Status);
    }

    [Fact]
    public async Task Hedged_runs_give_the_output_of_the_first_and_the_others_are_cancelled()
    {
        ResiliencePipeline<string> policy = new ResiliencePipelineBuilder<string> { TimeProvider = _simulation.TimeProvider }
            .AddHedging(new() { MaxHedgedAttempts = 1, Delay = TimeSpan.FromMilliseconds(50) })
            .Build();
        Typed flow = new(policy, async (attempt, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(attempt == 1 ? 1000 : 20), context.TimeProvider, context.CancellationToken);
            return $"{attempt}";
        });
        FlowReport<string> report = await _simulation.RunAsync(() => flow.RunAsync(Options)).Within();

        Assert.Equal((FlowStatus.Succeeded, 2, "2", StepStatus.Succeeded), (report.Status, report.Attempts, report.Output, report.Steps[0].Status));
        Assert.Equal(70, Now);
    }

    [Fact]
    public async Task A_rate_limiter_refuses_what_exceeds_its_permits_and_queues_the_rest()
    {
        using ConcurrencyLimiter permits = new(new() { PermitLimit = 1, QueueLimit = 1, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        ResiliencePipeline limiter = Builder().AddRateLimiter(permits).Build();
        PolicyTests.Attempted flow = new(limiter, async (_, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.TimeProvider, context.CancellationToken);
            return $"{Now}";
        });
        FlowReport<string>[] reports = await _simulation.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 3).Select(_ => flow.RunAsync(Options).AsTask()))).Within();

        Assert.Equal(["100", "200"], reports.Where(static report => report.Status == FlowStatus.Succeeded).Select(static report => report.Output).Order());
        StepReport refused = Assert.Single(reports, static report => report.Status == FlowStatus.Failed).Steps[0];
        Assert.Equal((StepStatus.Failed, 0), (refused.Status, refused.Attempts));
        Assert.IsType<RateLimiterRejectedException>(refused.Exception);
        Assert.Equal("300", (await _simulation.RunAsync(() => flow.RunAsync(Options)).Within()).Output);
    }

    [Fact]
    public async Task A_builder_takes_a_pipeline_through_the_class_of_the_guide()
    {
        int calls = 0;
        FlowBuilder b = new("built");
        StepHandle<string> work = b.Step("work", async (StepContext context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), context.TimeProvider, context.CancellationToken);
            return ++calls < 3 ? throw new IOException() : "done";
        }).WithPolicy(new PollyPolicy(Builder().AddRetry(RetryOptions).Build()));
        FlowReport<string> report = await _simulation.RunAsync(() => b.Build(work).RunAsync(Options)).Within();

        Assert.Equal(("done", 3, TimeSpan.FromMilliseconds(230)), (report.Output, report.Steps[0].Attempts, report.Duration));
    }
}
