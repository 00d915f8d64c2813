namespace AsyncFlow.Runtime.Tests;

/// <summary>Every mistake with a builder says what is wrong and what to do.</summary>
public class FlowBuilderErrorTests
{
    private readonly FlowBuilder _b = new("flow");

    [Fact]
    public void Two_steps_of_one_name()
    {
        _b.Step("load", Nothing);
        Expect("Flow 'flow' has two steps of the name 'load'. Give one of them another name.", () => _b.Step("load", Nothing));
    }

    [Fact]
    public void A_handle_of_another_builder()
    {
        StepHandle<int> foreign = new FlowBuilder("other").Step("foreign", static _ => 1);
        const string Message = "Step 'mine' cannot wait for step 'foreign', whose handle comes from another builder. A flow's steps are all added to one FlowBuilder.";
        Expect(Message, () => _b.Step("mine", foreign, static (_, _) => { }));
        Expect(Message, () => _b.Step("mine", new[] { foreign }, static (_, _) => { }));
        Expect(Message, () => _b.Step("mine", Nothing, after: [foreign]));
        Expect(Message, () => _b.Step("mine", Nothing, when: new FlowBuilder("other").Step("foreign", static _ => true)));
        Expect("Step 'foreign' cannot be the output of flow 'flow': its handle comes from another builder.", () => _b.Build(foreign));
    }

    [Fact]
    public void A_missing_handle()
    {
        const string Message = "Step 'mine' is to wait for a step whose handle is null. Use the handle that FlowBuilder gave for that step.";
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", (StepHandle<int>)null!, static (_, _) => { }));
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", new StepHandle<int>[] { null! }, static (_, _) => { }));
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", Nothing, after: [null!]));
        Expect<ArgumentNullException>(Message, () => _b.ForEach<int>(null!, static (_, _) => { }, name: "mine"));
        Assert.Throws<ArgumentNullException>("upstream", () => _b.Step("mine", (StepHandle<int>[])null!, static (_, _) => { }));
        Assert.Throws<ArgumentNullException>("output", () => _b.Build<int>(null!));
        Assert.Throws<ArgumentNullException>("step", static () => new StepCondition((StepHandle<bool>)null!));
        Assert.Throws<ArgumentNullException>("condition", static () => new StepCondition((Func<bool>)null!));
    }

    [Fact]
    public void A_missing_function()
    {
        const string Message = "Step 'mine' has no function. Give it one.";
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", (Func<CancellationToken, Task>)null!));
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", (Action<CancellationToken>)null!));
        Expect<ArgumentNullException>(Message, () => _b.StepValueTask("mine", (Func<CancellationToken, ValueTask<int>>)null!));
        Expect<ArgumentNullException>(Message, () => _b.SubFlow("mine", (Func<FlowOptions?, CancellationToken, ValueTask>)null!));
        Assert.Throws<ArgumentNullException>("flow", () => _b.SubFlow("mine", (IFlow)null!));
        Assert.Throws<ArgumentNullException>("flow", () => _b.SubFlow("mine", (Flow<int>)null!));
    }

    [Fact]
    public void A_missing_name()
    {
        Assert.Throws<ArgumentNullException>("name", static () => new FlowBuilder(null!));
        Assert.Throws<ArgumentNullException>("name", () => _b.Step(null!, Nothing));
        Assert.Throws<ArgumentException>("name", () => _b.Step("", Nothing));
    }

    [Fact]
    public void What_is_no_lock()
    {
        Expect("Step 'mine' cannot hold null, which is no lock. Give it a FlowLock, FlowSemaphore, SemaphoreSlim or IFlowLock.", () => _b.Step("mine", Nothing, locks: [new FlowLock(), null!]));
        Expect("Step 'mine' cannot hold a Dictionary<string, int>, which is no lock. Give it a FlowLock, FlowSemaphore, SemaphoreSlim or IFlowLock.", () => _b.Step("mine", Nothing, locks: [new Dictionary<string, int>()]));
    }

    [Fact]
    public void A_value_task_that_nobody_awaits()
    {
        Expect("Step 'mine' returns a ValueTask<int>, which nobody would await. Add it with StepValueTask.", () => _b.Step("mine", static _ => new ValueTask<int>(1)));
        Expect("Step 'mine' returns a ValueTask, which nobody would await. Add it with StepValueTask.", () => _b.Step("mine", static _ => ValueTask.CompletedTask));
        StepHandle<int[]> items = _b.Step("items", static _ => Array.Empty<int>());
        Expect("Step 'mine' returns a ValueTask<int>, which nobody would await. Add it with ForEachValue.", () => _b.ForEach(items, static (_, _) => new ValueTask<int>(1), name: "mine"));
    }

    [Fact]
    public void A_negative_limit()
    {
        StepHandle<int[]> items = _b.Step("items", static _ => Array.Empty<int>());
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", () => _b.ForEach(items, static (_, _) => { }, maxConcurrency: -1));
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", static () => new FlowBuilder("flow") { MaxConcurrency = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("failureMode", static () => new FlowBuilder("flow") { FailureMode = (FailureMode)7 });
    }

    [Fact]
    public void The_result_of_a_step_that_may_be_skipped()
    {
        StepHandle<int> maybe = _b.Step("maybe", static _ => 1, when: new(static () => false));
        StepHandle<bool> answer = _b.Step("answer", static _ => true, when: new(static () => false));
        StepHandle<int[]> list = _b.Step("list", static _ => Array.Empty<int>(), when: answer.Or(false));
        const string Message = "Step 'mine' needs the result of step '{0}', which has a condition: if that does not hold there is no result to {1}. Say what to take then: call Or(value) or OrDefault() on its handle.";
        Expect(Message.Replace("{0}", "maybe", StringComparison.Ordinal).Replace("{1}", "take", StringComparison.Ordinal), () => _b.Step("mine", maybe, static (_, _) => { }));
        Expect(Message.Replace("{0}", "maybe", StringComparison.Ordinal).Replace("{1}", "take", StringComparison.Ordinal), () => _b.Step("mine", [maybe], static (_, _) => { }));
        Expect(Message.Replace("{0}", "list", StringComparison.Ordinal).Replace("{1}", "take", StringComparison.Ordinal), () => _b.ForEach(list, static (_, _) => { }, name: "mine"));
        Expect(Message.Replace("{0}", "answer", StringComparison.Ordinal).Replace("{1}", "be asked", StringComparison.Ordinal), () => _b.Step("mine", Nothing, when: answer));
        Expect(
            "Step 'maybe' cannot be the output of flow 'flow': it has a condition, and if that does not hold there is no result. Say what to give then: call Or(value) or OrDefault() on its handle.",
            () => _b.Build(maybe));
        _b.Step("mine", Nothing, after: [maybe]);
    }

    [Fact]
    public void A_builder_that_has_built()
    {
        StepHandle<int> one = _b.Step("one", static _ => 1);
        _b.Build();
        const string Message = "Flow 'flow' has been built, and a flow does not change. Begin another with a new FlowBuilder.";
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => _b.Step("two", Nothing)).Message);
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => _b.Build()).Message);
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => _b.Build(one)).Message);
    }

    [Fact]
    public void A_step_that_was_refused_leaves_nothing_behind()
    {
        Assert.Throws<ArgumentException>(() => _b.Step("load", Nothing, locks: ["no lock"]));
        _b.Step("load", Nothing);

        Assert.Single(_b.Build().Plan.Steps);
    }

    [Fact]
    public async Task A_null_task_and_a_null_list()
    {
        StepHandle<int[]> none = _b.Step("none", static _ => Task.FromResult<int[]>(null!));
        _b.ForEach(none, static (_, _) => { });
        _b.Step("task", static _ => (Task)null!);
        _b.Step("task of", static _ => (Task<int>)null!);

        FlowReport report = await _b.Build().RunAsync(new FlowOptions { FailureMode = FailureMode.Continue });

        Assert.Equal(
            [
                "Step 'ForEach(none)' works on each element of a list, but was given null instead of one. Return an empty list where there is nothing to do.",
                "Step 'task of' of flow 'flow' returned null instead of something to await. Return Task.CompletedTask, or make the method async.",
                "Step 'task' of flow 'flow' returned null instead of something to await. Return Task.CompletedTask, or make the method async.",
            ],
            report.Failures.Select(static failure => failure.Message).Order(StringComparer.Ordinal));
    }

    private static Task Nothing(CancellationToken token) => Task.CompletedTask;

    private static void Expect(string message, Func<object> add) => Expect<ArgumentException>(message, add);

    private static void Expect<TException>(string message, Func<object> add) where TException : ArgumentException
    {
        TException thrown = Assert.Throws<TException>(add);
        Assert.Equal(message, thrown.Message.Replace($" (Parameter '{thrown.ParamName}')", "", StringComparison.Ordinal));
    }
}
