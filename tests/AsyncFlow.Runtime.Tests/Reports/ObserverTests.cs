namespace AsyncFlow.Runtime.Tests;

public class ObserverTests
{
    private static readonly string[] s_everything = ["run Watched started", "a started", "a Succeeded", "b started", "b Succeeded", "run Watched Succeeded"];

    private static ScriptedFlow Watched(Action<StepCall>? a = null) => new(
        "Watched",
        [
            Step.Sync("a", a ?? (static _ => { })),
            Step.TaskOf("b", static async _ =>
            {
                await Task.Yield();
                return 1;
            }).After("a"),
        ]);

    [Fact]
    public async Task An_observer_is_told_everything_in_order()
    {
        var observer = new RecordingObserver();

        Assert.Equal(1, await Watched().ExecuteAsync(new FlowOptions { Observer = observer }).Within());

        Assert.Equal(s_everything, observer.Lines);
        Assert.Equal(2, observer.Report!.Steps.Count);
    }

    [Fact]
    public async Task The_report_that_the_observer_sees_is_that_of_the_caller()
    {
        var observer = new RecordingObserver();

        FlowReport<long> report = await Watched().RunAsync(new FlowOptions { Observer = observer }).Within();

        Assert.Equal(report.ToString(), observer.Report!.ToString());
        Assert.Equal(1, Assert.IsType<FlowReport<long>>(observer.Report).Output);
    }

    [Fact]
    public async Task An_observer_is_told_of_failures_and_of_steps_that_do_not_run()
    {
        var failure = new StepFailure("a");
        var observer = new RecordingObserver();

        await Watched(_ => throw failure).RunAsync(new FlowOptions { Observer = observer }).Within();

        Assert.Equal(["run Watched started", "a started", "a Failed", "b NotRun", "run Watched Failed"], observer.Lines);
        Assert.Same(failure, observer.Report!.Steps[0].Exception);
    }

    [Fact]
    public async Task An_observer_of_a_run_that_is_cancelled_at_once_is_told_so()
    {
        var observer = new RecordingObserver();

        await Watched().RunAsync(new FlowOptions { Observer = observer }, cancellationToken: new CancellationToken(canceled: true)).Within();

        Assert.Equal("run Watched started", observer.Lines[0]);
        Assert.Equal(["a NotRun", "b NotRun"], observer.Lines[1..^1].Order());
        Assert.Equal("run Watched Canceled", observer.Lines[^1]);
    }

    [Fact]
    public async Task The_end_of_the_run_is_told_after_every_step_and_before_the_caller_goes_on()
    {
        for (int i = 0; i < 200; i++)
        {
            var observer = new RecordingObserver();
            var flow = new ScriptedFlow("Wide", [.. Enumerable.Range(0, 10).Select(static number =>
                number % 2 == 0 ? Step.Sync($"s{number}", static _ => { }) : Step.Task($"s{number}", static async _ => await Task.Yield()))]);

            await flow.ExecuteAsync(new FlowOptions { Observer = observer }).Within();

            Assert.Equal(22, observer.Lines.Length);
            Assert.Equal("run Wide started", observer.Lines[0]);
            Assert.Equal("run Wide Succeeded", observer.Lines[^1]);
            foreach (int number in Enumerable.Range(0, 10))
            {
                int started = Array.IndexOf(observer.Lines, $"s{number} started");
                Assert.InRange(started, 1, 20);
                Assert.InRange(Array.IndexOf(observer.Lines, $"s{number} Succeeded"), started + 1, 20);
            }
        }
    }

    [Theory]
    [InlineData("run Watched started")]
    [InlineData("a started")]
    [InlineData("a Succeeded")]
    [InlineData("b started")]
    [InlineData("b Succeeded")]
    [InlineData("run Watched Succeeded")]
    public async Task An_observer_that_throws_is_a_failure_that_names_it_and_the_run_still_ends(string where)
    {
        var observer = new RecordingObserver { ThrowsAt = where };

        FlowReport report = await Watched().RunAsync(new FlowOptions { Observer = observer }).Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.NotEmpty(report.Failures);
        Assert.Contains(report.Failures, failure => NamesTheObserver(failure) && IsCausedBy(failure, observer.Thrown!));
    }

    [Theory]
    [InlineData("run Watched started")]
    [InlineData("a started")]
    [InlineData("a Succeeded")]
    [InlineData("b Succeeded")]
    [InlineData("run Watched Succeeded")]
    public async Task Execute_throws_what_the_observer_caused(string where)
    {
        var observer = new RecordingObserver { ThrowsAt = where };

        Exception thrown = await Assert.ThrowsAnyAsync<Exception>(() => Watched().ExecuteAsync(new FlowOptions { Observer = observer }).Within());

        Assert.True(NamesTheObserver(thrown) && IsCausedBy(thrown, observer.Thrown!), thrown.ToString());
    }

    [Fact]
    public async Task An_observer_that_throws_leaves_no_lock_held()
    {
        FlowLock gate = new();
        foreach (string where in (string[])["only started", "only Succeeded"])
        {
            var flow = new ScriptedFlow("Locked", [Step.Task("only", static async _ => await Task.Yield()).Holding(gate)]);
            await flow.RunAsync(new FlowOptions { Observer = new RecordingObserver { ThrowsAt = where } }).Within();
            Assert.True(gate.IsFree());
        }
    }

    private static bool NamesTheObserver(Exception failure) => failure.Message.Contains(nameof(RecordingObserver), StringComparison.Ordinal);

    private static bool IsCausedBy(Exception? failure, Exception cause)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (ReferenceEquals(failure, cause))
            {
                return true;
            }
        }

        return false;
    }
}
