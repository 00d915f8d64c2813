using static AsyncFlow.Compose;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Built flows run on the same engine as generated ones: hosts, reports, observers, clocks, locks and cancellation work alike.</summary>
public class SameEngineTests
{
    public static TheoryData<HostKind> Hosts => [.. Enum.GetValues<HostKind>()];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Steps_run_on_the_host(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        bool[] isHome = new bool[6];
        IFlow expression = Flow.Create(Series(
            async Task () =>
            {
                isHome[0] = host.IsHome;
                await Task.Yield();
                isHome[1] = host.IsHome;
            },
            () => { isHome[2] = host.IsSynchronousHome; }));
        FlowBuilder b = new("built");
        StepHandle<int[]> items = b.Step("items", async _ =>
        {
            isHome[3] = host.IsHome;
            await Task.Yield();
            return (int[])[1];
        });
        b.ForEach(items, async (_, _) =>
        {
            await Task.Yield();
            isHome[4] = host.IsHome;
        });
        b.ForEach(items, (_, _) => { isHome[5] = host.IsSynchronousHome; });
        IFlow built = b.Build();

        await host.Call(async () =>
        {
            await expression.ExecuteAsync(host.Options);
            await built.ExecuteAsync(host.Options);
        }).Within();

        Assert.Equal(Enumerable.Repeat(true, 6), isHome);
    }

    [Fact]
    public async Task A_report_and_an_observer_agree()
    {
        ManualClock clock = new();
        StepFailure failure = new("fails");
        FlowBuilder b = new("reported");
        StepHandle<int> first = b.Step("first", _ =>
        {
            clock.Advance(5);
            return Task.FromResult(1);
        });
        StepHandle skipped = b.Step("skipped", static _ => Task.CompletedTask).After(first).When(static () => false);
        StepHandle fails = b.Step("fails", first, (_, _) => Task.FromException(failure)).After(skipped);
        StepHandle never = b.Step("never", static _ => Task.CompletedTask).After(fails);
        RecordingObserver observer = new();

        FlowReport report = await b.Build().RunAsync(new FlowOptions { Observer = observer, TimeProvider = clock });

        Assert.Equal(
            ["run reported started", "first started", "first Succeeded", "skipped Skipped", "fails started", "fails Failed", "never NotRun", "run reported Failed"],
            observer.Lines);
        Assert.Equal(TimeSpan.FromMilliseconds(5), report.Steps[0].Duration);
        Assert.Same(failure, Assert.Throws<StepFailure>(report.ThrowIfFailed));
        Assert.Equal(never.Name, report.Steps[3].Name);
    }

    [Fact]
    public async Task A_cancelled_caller_ends_the_run()
    {
        using CancellationTokenSource source = new();
        Gate gate = new();
        FlowLock held = new();
        IFlow flow = Flow.Create(Series(WithLock(async Task (CancellationToken token) => await gate.Pass().WaitAsync(token), held), () => { }));

        Task run = flow.ExecuteAsync(source.Token).AsTask();
        await gate.Reached.Within();
        Assert.False(held.IsFree());
        await source.CancelAsync();

        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Within())).CancellationToken);
        Assert.True(held.IsFree());
    }

    [Fact]
    public async Task A_failure_cancels_the_others()
    {
        StepFailure failure = new("fails");
        TaskCompletionSource canceled = new();
        IFlow flow = Flow.Create(Parallel(
            async Task (CancellationToken token) =>
            {
                await using CancellationTokenRegistration registration = token.Register(canceled.SetResult);
                await canceled.Task;
            },
            Task () => throw failure));

        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync().Within()));
        Assert.True(canceled.Task.IsCompleted);
    }

    [Fact]
    public async Task A_flow_can_run_many_times_at_once()
    {
        FlowBuilder b = new("many");
        AsyncLocal<int> number = new();
        StepHandle<int> own = b.Step("own", async _ =>
        {
            await Task.Yield();
            return number.Value;
        });
        StepHandle<int> again = b.Step("again", own, (before, _) => before == number.Value ? before : throw new InvalidOperationException("Another run's."));
        Flow<int> flow = b.Build(again);

        int[] results = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () =>
        {
            number.Value = i;
            return await flow.ExecuteAsync();
        }))).Within();

        Assert.Equal(Enumerable.Range(0, 500), results);
    }
}
