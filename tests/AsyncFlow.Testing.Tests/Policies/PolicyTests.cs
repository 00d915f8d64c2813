using Polly;
using Polly.CircuitBreaker;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;

namespace AsyncFlow.Testing.Tests.Policies;

/// <summary>Steps under pipelines of Polly, in virtual time.</summary>
public sealed partial class PolicyTests
{
    private readonly SimulationHost _simulation = new(0);
    private readonly List<string> _log = [];

    private double Now => _simulation.TimeProvider.GetElapsedTime(0).TotalMilliseconds;

    private ResiliencePipelineBuilder Builder() => new() { TimeProvider = _simulation.TimeProvider };

    private ResiliencePipeline Retry(int retries, double delay = 100) => Builder().AddRetry(RetryOptions(retries, delay)).Build();

    private static RetryStrategyOptions RetryOptions(int retries, double delay) => new()
    {
        MaxRetryAttempts = retries,
        Delay = TimeSpan.FromMilliseconds(delay),
        BackoffType = DelayBackoffType.Constant,
        ShouldHandle = static arguments => new(arguments.Outcome.Exception is IOException or TimeoutRejectedException),
    };

    private Task<FlowReport> RunAsync(IFlow flow, FlowObserver? observer = null) => _simulation.RunAsync(() => flow.RunAsync(
        new FlowOptions { Host = _simulation, TimeProvider = _simulation.TimeProvider, Observer = observer }).AsTask()).Within();

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(5, 3)]
    public async Task A_retry_attempts_as_often_as_the_oracle_says(int failures, int retries)
    {
        Attempted flow = new(Retry(retries), async (attempt, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), context.TimeProvider, context.CancellationToken);
            return attempt > failures ? "done" : throw new IOException();
        });
        Attempts attempts = new();
        FlowReport report = await RunAsync(flow, observer: attempts);

        int expected = Math.Min(failures, retries) + 1;
        StepReport step = report.Steps[0];
        Assert.Equal(failures <= retries ? StepStatus.Succeeded : StepStatus.Failed, step.Status);
        Assert.Equal((expected, expected), (step.Attempts, flow.Count));
        Assert.Equal(TimeSpan.FromMilliseconds((expected * 10) + ((expected - 1) * 100)), step.Duration);
        Assert.Equal(Enumerable.Range(1, expected).Select(static attempt => $"Work {attempt}").Append($"Work ended after {expected}"), attempts.Log);
        Assert.Equal(expected > 1, report.ToString().Contains($"  {expected} attempts\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timeout_around_a_retry_spans_all_attempts_and_one_within_it_each()
    {
        Func<int, StepContext, Task<string>> slow = async (attempt, context) =>
        {
            _log.Add($"{attempt} at {Now}");
            await Task.Delay(TimeSpan.FromMilliseconds(attempt < 3 ? 1000 : 50), context.TimeProvider, context.CancellationToken);
            return "done";
        };
        ResiliencePipeline timeout = Builder().AddTimeout(TimeSpan.FromMilliseconds(300)).Build();

        FlowReport each = await RunAsync(new TwoPolicies(Retry(3), timeout, slow));
        Assert.Equal((StepStatus.Succeeded, 3), (each.Steps[0].Status, each.Steps[0].Attempts));
        Assert.Equal(["1 at 0", "2 at 400", "3 at 800"], _log);
        Assert.Equal(TimeSpan.FromMilliseconds(850), each.Duration);

        FlowReport all = await RunAsync(new TwoPolicies(timeout, Retry(3), slow));
        Assert.Equal((StepStatus.Failed, 1), (all.Steps[0].Status, all.Steps[0].Attempts));
        Assert.IsType<TimeoutRejectedException>(all.Steps[0].Exception);
        Assert.Equal(TimeSpan.FromMilliseconds(300), all.Duration);
    }

    [Fact]
    public async Task Hedging_takes_the_first_result_and_cancels_the_other_attempt()
    {
        ResiliencePipeline<string> hedging = new ResiliencePipelineBuilder<string> { TimeProvider = _simulation.TimeProvider }.AddHedging(new HedgingStrategyOptions<string>
        {
            MaxHedgedAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(100),
        }).Build();
        Hedged flow = new(hedging, async (attempt, context) =>
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(attempt == 1 ? 1000 : 50), context.TimeProvider, context.CancellationToken);
                return $"{attempt}";
            }
            finally
            {
                _log.Add($"{attempt} ends at {Now}");
            }
        });
        FlowReport<string> report = (FlowReport<string>)await RunAsync(flow);

        Assert.Equal(("2", 2), (report.Output, report.Steps[0].Attempts));
        Assert.Equal(["2 ends at 150", "1 ends at 150"], _log);
    }

    [Fact]
    public async Task An_open_circuit_refuses_the_step_without_an_attempt()
    {
        ResiliencePipeline circuit = Builder().AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            MinimumThroughput = 2,
            FailureRatio = 1,
            BreakDuration = TimeSpan.FromSeconds(5),
            SamplingDuration = TimeSpan.FromSeconds(10),
        }).Build();
        bool fails = true;
        Attempted flow = new(circuit, (_, _) => fails ? Task.FromException<string>(new IOException()) : Task.FromResult("done"));
        for (int i = 0; i < 2; i++)
        {
            Assert.IsType<IOException>((await RunAsync(flow)).Steps[0].Exception);
        }

        StepReport refused = (await RunAsync(flow)).Steps[0];
        Assert.IsType<BrokenCircuitException>(refused.Exception);
        Assert.Equal((StepStatus.Failed, 0, 2), (refused.Status, refused.Attempts, flow.Count));

        fails = false;
        await _simulation.RunAsync(() => Task.Delay(TimeSpan.FromSeconds(5), _simulation.TimeProvider)).Within();
        Assert.Equal((StepStatus.Succeeded, 1), ((await RunAsync(flow)) is { } report ? report.Steps[0].Status : default, flow.Count - 2));
    }

    [Fact]
    public async Task A_limiter_refuses_elements_for_which_there_is_no_permit()
    {
        Limiter limiter = new(3);
        Elements flow = new(limiter, 5);
        FlowReport report = await RunAsync(flow);
        FlowReport elements = report.Steps[1].NestedReport!;
        Assert.Equal([1, 1, 1, 0, 0], elements.Steps.Select(static step => step.Attempts));
        Assert.Equal(2, elements.Failures.Count);
        Assert.All(elements.Failures, static failure => Assert.Equal("no permit", failure.Message));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(450)]
    public async Task Cancellation_ends_an_attempt_and_a_back_off_at_once(int after)
    {
        Attempted flow = new(Retry(5, delay: 1000), async (_, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.TimeProvider, context.CancellationToken);
            throw new IOException();
        });
        FlowReport report = await _simulation.RunAsync(async () =>
        {
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(after), _simulation.TimeProvider);
            return await flow.RunAsync(new FlowOptions { Host = _simulation, TimeProvider = _simulation.TimeProvider }, source.Token);
        }).Within();

        Assert.Equal((FlowStatus.Canceled, StepStatus.Canceled, 1), (report.Status, report.Steps[0].Status, report.Steps[0].Attempts));
        Assert.Equal(TimeSpan.FromMilliseconds(after), report.Duration);
    }

    [Theory]
    [InlineData(false, "A1 at 0 | A2 at 100 | B at 100")]
    [InlineData(true, "A1 at 0 | B at 0 | A2 at 100")]
    public async Task A_lock_is_held_across_attempts_or_for_each(bool perAttempt, string expected)
    {
        FlowLock gate = new();
        IFlow flow = perAttempt ? new LockPerAttempt(gate, Retry(1), Log) : new LockAcross(gate, Retry(1), Log);
        FlowReport report = await RunAsync(flow);
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(expected, string.Join(" | ", _log));
        Assert.True(gate.TryAcquire());

        void Log(string line) => _log.Add($"{line} at {Now}");
    }

    [Fact]
    public async Task Every_kind_of_step_runs_under_a_policy()
    {
        ResiliencePipeline retry = Retry(2, delay: 1);
        AllKinds flow = new(retry, new Plain());
        FlowReport<string> report = (FlowReport<string>)await RunAsync(flow);
        Assert.Empty(report.Failures);
        Assert.Equal("1 2 3 4,4 inner", report.Output);
        Assert.Equal([2, 2, 2, 2, 1, 2, 2], report.Steps.Select(static step => step.Attempts));
        Assert.All(report.Steps[4].NestedReport!.Steps, static step => Assert.Equal(2, step.Attempts));
    }

    [Fact]
    public async Task Policies_work_on_the_thread_pool_and_on_an_event_loop()
    {
        ResiliencePipeline retry = new ResiliencePipelineBuilder().AddRetry(RetryOptions(2, delay: 0)).Build();
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal("1 2 3 4,4 inner", await new AllKinds(retry, new Plain()).ExecuteAsync().AsTask().Within());
        }

        using EventLoopHost loop = new();
        Assert.Equal("1 2 3 4,4 inner", await new AllKinds(retry, new Plain()).ExecuteAsync(new FlowOptions { Host = loop }).AsTask().Within());
    }

    [Fact]
    public async Task A_missing_policy_fails_the_step()
    {
        FlowReport report = await RunAsync(new Attempted(null!, static (_, _) => Task.FromResult("")));
        Assert.Equal("Step 'Work' of flow 'Attempted' needs policy 'policy', which is null. Assign one before the flow runs.", report.Steps[0].Exception!.Message);
        Assert.Equal(0, report.Steps[0].Attempts);
    }

    [Fact]
    public async Task A_step_ends_after_all_attempts_that_its_policy_has_started()
    {
        Abandoning policy = new();
        ByOwnPolicy flow = new(policy, async (attempt, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(attempt * 100), context.TimeProvider, CancellationToken.None);
            _log.Add($"{attempt} at {Now}");
            return "";
        });
        FlowReport report = await RunAsync(flow);
        Assert.Equal(["1 at 100", "2 at 200"], _log);
        Assert.Equal((TimeSpan.FromMilliseconds(200), 2), (report.Duration, report.Steps[0].Attempts));

        InvalidOperationException late = await Assert.ThrowsAsync<InvalidOperationException>(() => policy.AgainAsync());
        Assert.Equal("Step 'Work' of flow 'ByOwnPolicy' cannot be attempted once it has ended. A policy has to await the attempts that it starts.", late.Message);
    }

    [Fact]
    public async Task Replacing_a_step_in_a_test_replaces_its_policies()
    {
        Attempted flow = new(Retry(1), static (_, _) => throw new InvalidOperationException());
        FlowReport report = await new FlowHarness(flow).Replace("Work", "replaced").RunAsync().Within();
        Assert.Equal((StepStatus.Succeeded, 1, 0), (report.Steps[0].Status, report.Steps[0].Attempts, flow.Count));
    }

    [Fact]
    public async Task In_every_schedule_elements_under_policies_share_the_locks_of_their_keys()
    {
        ExplorationResult result = await Explore.AllAsync(
            static () => new Keyed(),
            static (flow, report) =>
            {
                Assert.Equal(FlowStatus.Succeeded, report.Status);
                Assert.Equal((1, 0, 4), (flow.MostHolders, flow.Keys.Count, flow.Attempts));
            }).Within();
        Assert.True(result.IsComplete);
        Assert.True(result.Schedules > 1);
    }
}
