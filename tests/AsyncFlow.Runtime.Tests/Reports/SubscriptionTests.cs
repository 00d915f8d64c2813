namespace AsyncFlow.Runtime.Tests;

/// <summary>Observers of every run of the process. They would affect other tests, so no other test runs at the same time.</summary>
[Collection(nameof(Alone))]
public class SubscriptionTests
{
    [Fact]
    public async Task A_subscribed_observer_observes_every_run_that_starts_from_then_on()
    {
        EventObserver observer = new();
        ScriptedFlow inner = new("Inner", [Step.Sync("a", static _ => { })]);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner)]);
        FlowBuilder builder = new("Built");
        builder.Step("only", static _ => { });
        IFlow built = builder.Build();

        await outer.ExecuteUntypedAsync().Within();
        using (FlowObserver.Subscribe(observer))
        {
            await outer.ExecuteUntypedAsync().Within();
            await built.ExecuteAsync().Within();
            await outer.RunAsync().Within();
        }

        await outer.ExecuteUntypedAsync().Within();

        Assert.Equal(["Outer", "Inner", "Built", "Outer", "Inner"], observer.RunStarts.Select(static run => run.Plan.Name));
        Assert.Equal(["Inner", "Outer", "Built", "Inner", "Outer"], observer.RunEnds.Select(static run => run.Plan.Name));
        Assert.Equal(["flow", "a", "only", "flow", "a"], observer.StepStarts.Select(static step => step.Step.Name));
        Assert.Equal(["a", "flow", "only", "a", "flow"], observer.StepEnds.Select(static step => step.Step.Name));
    }

    [Fact]
    public async Task A_nested_run_that_starts_after_the_subscription_is_observed_with_its_origin()
    {
        EventObserver observer = new();
        IDisposable? subscription = null;
        ScriptedFlow inner = new("Inner", [Step.Sync("a", static _ => { })]);
        ScriptedFlow outer = new("Outer", [Step.Sync("subscribes", _ => subscription = FlowObserver.Subscribe(observer)), Step.Flow("flow", inner).After("subscribes")]);

        await outer.ExecuteUntypedAsync().Within();
        subscription!.Dispose();

        RunStarted run = Assert.Single(observer.RunStarts);
        Assert.Equal("Inner", run.Plan.Name);
        Assert.Same(((IFlow)outer).Plan.Steps[1], run.Parent.Step);
        Assert.NotEqual(0, run.Parent.RunId);
        Assert.NotEqual(run.RunId, run.Parent.RunId);
    }

    [Fact]
    public async Task No_event_is_sent_after_disposal_even_for_a_run_in_progress()
    {
        EventObserver observer = new();
        Gate gate = new();
        ScriptedFlow flow = new("Long", [Step.TaskOf("waits", _ => gate.Pass())]);

        IDisposable subscription = FlowObserver.Subscribe(observer);
        Task run = flow.ExecuteUntypedAsync().AsTask();
        await gate.Reached.Within();
        subscription.Dispose();
        gate.Open();
        await run.Within();

        Assert.Single(observer.StepStarts);
        Assert.Empty(observer.StepEnds);
        Assert.Empty(observer.RunEnds);
    }

    [Fact]
    public async Task Each_subscription_receives_the_events_and_can_be_disposed_twice()
    {
        EventObserver observer = new();
        ScriptedFlow flow = new("Short", [Step.Sync("only", static _ => { })]);

        IDisposable first = FlowObserver.Subscribe(observer);
        IDisposable second = FlowObserver.Subscribe(observer);
        await flow.ExecuteUntypedAsync().Within();
        Assert.Equal(2, observer.RunStarts.Count);

        first.Dispose();
        first.Dispose();
        await flow.ExecuteUntypedAsync().Within();
        Assert.Equal(3, observer.RunStarts.Count);

        second.Dispose();
        await flow.ExecuteUntypedAsync().Within();
        Assert.Equal(3, observer.RunStarts.Count);
    }

    [Fact]
    public async Task The_observer_of_a_run_and_subscribed_observers_receive_its_events()
    {
        EventObserver own = new();
        EventObserver subscribed = new();
        ScriptedFlow flow = new("Short", [Step.Sync("only", static _ => { })]);

        using (FlowObserver.Subscribe(subscribed))
        {
            await flow.ExecuteUntypedAsync(new FlowOptions { Observer = own }).Within();
        }

        Assert.Single(own.RunStarts);
        Assert.Equal(own.RunStarts.Single().RunId, subscribed.RunStarts.Single().RunId);
        Assert.Single(subscribed.StepEnds);
    }

    [Fact]
    public async Task A_subscribed_observer_that_throws_is_the_sender_of_the_event_and_in_the_report()
    {
        RecordingObserver observer = new() { ThrowsAt = "only started" };
        ScriptedFlow flow = new("Short", [Step.Sync("only", static _ => { })]);
        List<object?> senders = [];
        void Handle(object? sender, UnhandledExceptionEventArgs arguments) => senders.Add(sender);

        FlowObserver.UnhandledException += Handle;
        FlowReport report;
        using (FlowObserver.Subscribe(observer))
        {
            report = await flow.RunAsync().Within();
        }

        FlowObserver.UnhandledException -= Handle;
        Assert.Same(observer, Assert.Single(senders));
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Same(observer.Thrown, Assert.Single(report.ObserverFailures));
    }

    [Fact]
    public async Task Subscribing_while_flows_run_loses_no_event_of_a_run()
    {
        ScriptedFlow flow = new("Short", [Step.Sync("a", static _ => { }), Step.Task("b", static async _ => await Task.Yield())]);
        using CancellationTokenSource stop = new();
        Task running = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await flow.ExecuteUntypedAsync();
            }
        });
        for (int i = 0; i < 300; i++)
        {
            EventObserver observer = new();
            using (FlowObserver.Subscribe(observer))
            {
                await flow.ExecuteUntypedAsync().Within();
            }

            long[] ended = [.. observer.RunEnds.Select(static run => run.RunId)];
            Assert.NotEmpty(ended);
            Assert.All(ended, id =>
            {
                Assert.Single(observer.RunStarts, run => run.RunId == id);
                Assert.Equal(2, observer.StepStarts.Count(step => step.RunId == id));
                Assert.Equal(2, observer.StepEnds.Count(step => step.RunId == id));
            });
        }

        await stop.CancelAsync();
        await running.Within();
    }

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>(static () => FlowObserver.Subscribe(null!));
}
