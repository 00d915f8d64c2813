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
    public async Task An_observer_receives_all_events_in_order()
    {
        RecordingObserver observer = new();

        Assert.Equal(1, await Watched().ExecuteAsync(new FlowOptions { Observer = observer }).Within());

        Assert.Equal(s_everything, observer.Lines);
        Assert.Equal(2, observer.Report!.Steps.Count);
    }

    [Fact]
    public async Task The_report_that_the_observer_sees_is_that_of_the_caller()
    {
        RecordingObserver observer = new();

        FlowReport<long> report = await Watched().RunAsync(new FlowOptions { Observer = observer }).Within();

        Assert.Equal(report.ToString(), observer.Report!.ToString());
        Assert.Equal(1, Assert.IsType<FlowReport<long>>(observer.Report).Output);
    }

    [Fact]
    public async Task An_observer_receives_failures_and_steps_that_do_not_run()
    {
        StepFailure failure = new("a");
        RecordingObserver observer = new();

        await Watched(_ => throw failure).RunAsync(new FlowOptions { Observer = observer }).Within();

        Assert.Equal(["run Watched started", "a started", "a Failed", "b NotRun", "run Watched Failed"], observer.Lines);
        Assert.Same(failure, observer.Report!.Steps[0].Exception);
    }

    [Fact]
    public async Task An_observer_receives_the_events_of_a_run_that_is_cancelled_immediately()
    {
        RecordingObserver observer = new();

        await Watched().RunAsync(new FlowOptions { Observer = observer }, cancellationToken: new CancellationToken(canceled: true)).Within();

        Assert.Equal("run Watched started", observer.Lines[0]);
        Assert.Equal(["a NotRun", "b NotRun"], observer.Lines[1..^1].Order());
        Assert.Equal("run Watched Canceled", observer.Lines[^1]);
    }

    [Fact]
    public async Task RunCompleted_comes_after_every_step_and_before_the_caller_continues()
    {
        for (int i = 0; i < 200; i++)
        {
            RecordingObserver observer = new();
            ScriptedFlow flow = new("Wide", [.. Enumerable.Range(0, 10).Select(static number =>
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
    public async Task An_exception_of_an_observer_is_in_the_report_and_does_not_end_the_run(string where)
    {
        RecordingObserver observer = new() { ThrowsAt = where };

        FlowReport<long> report = await Watched().RunAsync(new FlowOptions { Observer = observer }).Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Empty(report.Failures);
        Assert.Equal(1, report.Output);
        Assert.NotNull(observer.Thrown);
        Assert.Same(observer.Thrown, Assert.Single(report.ObserverFailures));
        Assert.Equal(s_everything, observer.Lines);
        Assert.EndsWith($"  observer: StepFailure: observer at {where}\n", report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run Watched started")]
    [InlineData("a Succeeded")]
    [InlineData("run Watched Succeeded")]
    public async Task An_exception_of_an_observer_is_not_thrown_to_the_caller(string where)
    {
        RecordingObserver observer = new() { ThrowsAt = where };

        Assert.Equal(1, await Watched().ExecuteAsync(new FlowOptions { Observer = observer }).Within());

        Assert.NotNull(observer.Thrown);
    }

    [Theory]
    [InlineData("a started")]
    [InlineData("run Watched Succeeded")]
    public async Task An_exception_of_an_observer_raises_UnhandledException_with_the_observer_as_sender(string where)
    {
        RecordingObserver observer = new() { ThrowsAt = where };
        List<object> raised = [];
        void Handle(object? sender, UnhandledExceptionEventArgs arguments)
        {
            if (sender == observer)
            {
                Assert.False(arguments.IsTerminating);
                raised.Add(arguments.ExceptionObject);
            }
        }

        FlowObserver.UnhandledException += Handle;
        try
        {
            await Watched().ExecuteAsync(new FlowOptions { Observer = FlowObserver.Combine(new RecordingObserver(), observer) }).Within();
        }
        finally
        {
            FlowObserver.UnhandledException -= Handle;
        }

        Assert.Same(observer.Thrown, Assert.Single(raised));
    }

    [Fact]
    public async Task An_exception_of_an_UnhandledException_handler_is_in_the_report()
    {
        RecordingObserver observer = new() { ThrowsAt = "a started" };
        StepFailure failure = new("handler");
        int calls = 0;
        void Handle(object? sender, UnhandledExceptionEventArgs arguments)
        {
            if (sender == observer && ++calls == 1)
            {
                throw failure;
            }
        }

        FlowObserver.UnhandledException += Handle;
        FlowObserver.UnhandledException += Handle;
        FlowReport report;
        try
        {
            report = await Watched().RunAsync(new FlowOptions { Observer = observer }).Within();
        }
        finally
        {
            FlowObserver.UnhandledException -= Handle;
            FlowObserver.UnhandledException -= Handle;
        }

        Assert.Equal(2, calls);
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal([observer.Thrown!, failure], report.ObserverFailures);
    }

    [Fact]
    public async Task Simultaneous_exceptions_of_observers_are_all_in_the_report()
    {
        ScriptedFlow flow = new("Wide", [.. Enumerable.Range(0, 40).Select(static number => Step.Sync($"s{number}", static _ => { }))]);
        ActingObserver observer = new() { StepStarted = static step => throw new StepFailure(step.Name), StepCompleted = static step => throw new StepFailure(step.Name) };
        for (int i = 0; i < 50; i++)
        {
            FlowReport report = await flow.RunAsync(new FlowOptions { Observer = observer }).Within();

            Assert.Equal(FlowStatus.Succeeded, report.Status);
            Assert.Equal(80, report.ObserverFailures.Count);
            Assert.Equal(40, report.ObserverFailures.Select(static failure => failure.Message).Distinct().Count());
        }
    }

    [Fact]
    public async Task An_exception_of_an_observer_in_a_nested_run_is_in_the_nested_report()
    {
        ScriptedFlow inner = new("Inner", [Step.Sync("a", static _ => { })]);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner)]);
        ActingObserver observer = new() { StepStarted = static step => throw new StepFailure(step.Name) };

        FlowReport report = await outer.RunAsync(new FlowOptions { Observer = observer }).Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal("flow", Assert.Single(report.ObserverFailures).Message);
        Assert.Equal("a", Assert.Single(report.Steps[0].NestedReport!.ObserverFailures).Message);
    }

    [Fact]
    public async Task An_observer_that_throws_leaves_no_lock_held()
    {
        FlowLock gate = new();
        foreach (string where in (string[])["only started", "only Succeeded"])
        {
            ScriptedFlow flow = new("Locked", [Step.Task("only", static async _ => await Task.Yield()).Holding(gate)]);
            await flow.RunAsync(new FlowOptions { Observer = new RecordingObserver { ThrowsAt = where } }).Within();
            Assert.True(gate.IsFree());
        }
    }

    [Fact]
    public async Task Combined_observers_receive_all_events_even_if_one_of_them_throws()
    {
        RecordingObserver first = new() { ThrowsAt = "a started" };
        RecordingObserver second = new() { ThrowsAt = "a started" };
        RecordingObserver third = new();
        FlowObserver all = FlowObserver.Combine(FlowObserver.Combine(first, second), null, third);

        FlowReport report = await Watched().RunAsync(new FlowOptions { Observer = all }).Within();

        Assert.Equal([first.Thrown!, second.Thrown!], report.ObserverFailures);
        Assert.All([first, second, third], static observer => Assert.Equal(s_everything, observer.Lines));
    }

    [Fact]
    public async Task Combine_returns_a_single_observer_and_accepts_none()
    {
        RecordingObserver observer = new();

        Assert.Same(observer, FlowObserver.Combine(observer));
        Assert.Same(observer, FlowObserver.Combine(null, observer));
        Assert.Equal(1, await Watched().ExecuteAsync(new FlowOptions { Observer = FlowObserver.Combine() }).Within());
        Assert.Throws<ArgumentNullException>(static () => FlowObserver.Combine(null!));
    }

    [Fact]
    public void Combined_observers_can_be_called_directly()
    {
        RecordingObserver first = new() { ThrowsAt = "run Watched started" };
        RecordingObserver second = new() { ThrowsAt = "run Watched started" };
        RecordingObserver third = new();
        RunStarted e = new() { Plan = ((IFlow)Watched()).Plan };

        Assert.Same(Assert.Throws<StepFailure>(() => FlowObserver.Combine(second, third).OnRunStarted(e)), second.Thrown);
        AggregateException thrown = Assert.Throws<AggregateException>(() => FlowObserver.Combine(first, second, third).OnRunStarted(e));

        Assert.Equal([first.Thrown!, second.Thrown!], thrown.InnerExceptions);
        Assert.Equal(["run Watched started", "run Watched started"], third.Lines);
    }

    [Fact]
    public async Task The_events_of_a_run_have_its_number_plan_and_time()
    {
        ManualClock clock = new();
        clock.Advance(milliseconds: 1);
        FlowLock gate = new();
        await gate.AcquireAsync(default);
        Gate step = new();
        ScriptedFlow flow = new("Timed", [Step.TaskOf("only", _ => step.Pass()).Holding(gate)]);
        EventObserver observer = new();

        Task<FlowReport<long>> run = await Caller.OnOwnThread(() => Task.FromResult(flow.RunAsync(new FlowOptions { TimeProvider = clock, Observer = observer }).AsTask()));
        clock.Advance(milliseconds: 2);
        gate.Release();
        await step.Reached.Within();
        clock.Advance(milliseconds: 4);
        step.Open();
        FlowReport report = await run.Within();

        FlowPlan plan = ((IFlow)flow).Plan;
        RunStarted runStarted = Assert.Single(observer.RunStarts);
        StepStarted stepStarted = Assert.Single(observer.StepStarts);
        StepCompleted stepCompleted = Assert.Single(observer.StepEnds);
        RunCompleted runCompleted = Assert.Single(observer.RunEnds);
        Assert.All([runStarted.Plan, stepStarted.Plan, stepCompleted.Plan, runCompleted.Plan], known => Assert.Same(plan, known));
        Assert.All([stepStarted.RunId, stepCompleted.RunId, runCompleted.RunId], id => Assert.Equal(runStarted.RunId, id));
        Assert.All([runStarted.Parent, stepStarted.Parent, stepCompleted.Parent, runCompleted.Parent], static parent => Assert.True(parent.IsNone));
        Assert.All([runStarted.TimeProvider, stepStarted.TimeProvider, stepCompleted.TimeProvider, runCompleted.TimeProvider], known => Assert.Same(clock, known));
        Assert.Equal([10_000, 30_000, 70_000, 70_000], [runStarted.Timestamp, stepStarted.Timestamp, stepCompleted.Timestamp, runCompleted.Timestamp]);
        Assert.Equal(TimeSpan.FromMilliseconds(2), stepStarted.LockWait);
        Assert.Equal(-1, stepStarted.Element);
        Assert.Equal(-1, stepCompleted.Element);
        Assert.Same(plan.Steps[0], stepStarted.Step);
        Assert.Same(plan.Steps[0], stepCompleted.Step);
        Assert.Same(report.Steps[0], stepCompleted.Report);
        Assert.Same(report, runCompleted.Report);
    }

    [Fact]
    public async Task The_events_of_a_nested_run_name_the_enclosing_run_and_step()
    {
        ScriptedFlow inner = new("Inner", [Step.Sync("a", static _ => { })]);
        ScriptedFlow middle = new("Middle", [Step.Sync("first", static _ => { }), Step.Flow("inner", inner).After("first")]);
        ScriptedFlow outer = new("Outer", [Step.Flow("middle", middle)]);
        EventObserver observer = new();

        await outer.ExecuteAsync(new FlowOptions { Observer = observer }).Within();

        RunStarted[] runs = [.. observer.RunStarts];
        Assert.Equal(["Outer", "Middle", "Inner"], runs.Select(static run => run.Plan.Name));
        Assert.Equal(3, runs.Select(static run => run.RunId).Distinct().Count());
        Assert.True(runs[0].Parent.IsNone);
        Assert.Equal(new RunOrigin(runs[0].RunId, runs[0].Plan.Steps[0]), runs[1].Parent);
        Assert.Equal(new RunOrigin(runs[1].RunId, runs[1].Plan.Steps[1]), runs[2].Parent);
        Assert.All(observer.StepStarts, step => Assert.Equal(runs.Single(run => run.RunId == step.RunId).Parent, step.Parent));
        Assert.All(observer.StepEnds, step => Assert.Equal(runs.Single(run => run.RunId == step.RunId).Parent, step.Parent));
        Assert.All(observer.RunEnds, end => Assert.Equal(runs.Single(run => run.RunId == end.RunId).Parent, end.Parent));
    }

    [Fact]
    public async Task The_steps_of_a_run_over_a_list_have_the_index_of_their_element()
    {
        ScriptedFlow flow = new("Listed", [Step.ForEach("each", static _ => [10, 20, 30], (Action<ElementCall>)(static _ => { }))]);
        EventObserver observer = new();

        await flow.ExecuteUntypedAsync(new FlowOptions { Observer = observer }).Within();

        RunStarted[] runs = [.. observer.RunStarts];
        Assert.Equal(2, runs.Length);
        Assert.Equal(new RunOrigin(runs[0].RunId, runs[0].Plan.Steps[0]), runs[1].Parent);
        StepStarted[] elements = [.. observer.StepStarts.Where(step => step.RunId == runs[1].RunId).OrderBy(static step => step.Element)];
        Assert.Equal([0, 1, 2], elements.Select(static step => step.Element));
        Assert.Equal(["each[0]", "each[1]", "each[2]"], elements.Select(static step => step.Step.Name));
        Assert.Equal([0, 1, 2], observer.StepEnds.Where(step => step.RunId == runs[1].RunId).Select(static step => step.Element).Order());
        Assert.Equal(-1, observer.StepStarts.Single(step => step.RunId == runs[0].RunId).Element);
    }

    [Fact]
    public async Task Only_the_step_sees_execution_context_changes_of_an_observer()
    {
        AsyncLocal<string> local = new();
        string?[] seen = new string?[2];
        ScriptedFlow flow = new(
            "Contexts",
            [
                Step.Task("a", _ =>
                {
                    seen[0] = local.Value;
                    return Task.CompletedTask;
                }),
                Step.Sync("b", _ => seen[1] = local.Value).After("a"),
            ]);
        ActingObserver observer = new()
        {
            RunStarted = (_, _) =>
            {
                local.Value = "run";
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            },
            StepStarted = step => local.Value = step.Name,
            StepCompleted = _ => local.Value = "ended",
            RunCompleted = _ => local.Value = "run ended",
        };

        SynchronizationContext? own = SynchronizationContext.Current;
        ValueTask<FlowReport<long>> run = flow.RunAsync(new FlowOptions { Observer = observer });
        Assert.Null(local.Value);
        Assert.Same(own, SynchronizationContext.Current);
        await run;

        Assert.Null(local.Value);
        Assert.Equal("a b", string.Join(" ", seen));
    }

    [Fact]
    public async Task A_copy_of_the_options_within_a_step_adds_an_observer_and_replaces_clock_and_failure_mode()
    {
        ScriptedFlow inner = new("Inner", [Step.Sync("fails", static _ => throw new StepFailure("fails")), Step.Sync("after", static _ => { }).After(), Step.TaskOf("context", static call => Task.FromResult(call.Context.TimeProvider is ManualClock ? 1L : 0L))]);
        EventObserver added = new();
        EventObserver own = new();
        FlowReport<long>? report = null;
        ScriptedFlow outer = new("Outer", [Step.SubFlow("wraps", async call => report = await inner.RunAsync(call.Nested with { Observer = added, FailureMode = FailureMode.Continue, TimeProvider = new ManualClock(), MaxConcurrency = 1 }))]);

        await outer.RunAsync(new FlowOptions { Observer = own }).Within();

        Assert.Equal(["Inner"], added.RunStarts.Select(static run => run.Plan.Name));
        Assert.Equal(["Outer", "Inner"], own.RunStarts.Select(static run => run.Plan.Name));
        Assert.Equal(1, report!.Output);
        Assert.Equal([StepStatus.Failed, StepStatus.Succeeded, StepStatus.Succeeded], report.Steps.Select(static step => step.Status));
        Assert.IsType<ManualClock>(added.RunStarts.Single().TimeProvider);
        Assert.False(added.RunStarts.Single().Parent.IsNone);
    }
}
