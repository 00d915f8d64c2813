namespace AsyncFlow.Runtime.Tests;

/// <summary>Every mistake with a builder throws an exception that says what is wrong and how to fix it.</summary>
public class FlowBuilderErrorTests
{
    private const string NeedsFallback = " if it is skipped there is no result. Call WithFallback(value) or WithDefault() on its handle to specify a fallback.";

    private readonly FlowBuilder _b = new("flow");

    [Fact]
    public void Two_steps_with_one_name()
    {
        _b.Step("load", Nothing);
        Expect("Flow 'flow' has two steps named 'load'. Give one of them another name.", () => _b.Step("load", Nothing));
    }

    [Fact]
    public void A_handle_of_another_builder()
    {
        FlowBuilder other = new("other");
        StepHandle<int> foreign = other.Step("foreign", static _ => 1);
        StepHandle<bool> answer = other.Step("answer", static _ => true);
        StepHandle mine = _b.Step("mine", Nothing);
        static string Message(string step) => $"Step 'mine' cannot wait for step '{step}': its handle comes from another builder. Add all steps of a flow to one FlowBuilder.";
        Expect(Message("foreign"), () => _b.Step("mine", foreign, static (_, _) => { }));
        Expect(Message("foreign"), () => _b.Step("mine", new[] { foreign }, static (_, _) => { }));
        Expect(Message("foreign"), () => mine.After(foreign));
        Expect(Message("answer"), () => mine.When(answer));
        Expect("Step 'foreign' cannot be the output of flow 'flow': its handle comes from another builder.", () => _b.Build(foreign));
    }

    [Fact]
    public void A_handle_of_a_later_step()
    {
        StepHandle<bool> early = _b.Step("early", static _ => true);
        StepHandle<bool> late = _b.Step("late", static _ => true);
        const string Message = "Step 'early' cannot wait for step 'late', which was added after it. Add 'late' first.";
        Expect(Message, () => early.After(late));
        Expect(Message, () => early.After(late.WithDefault()));
        Expect(Message, () => early.When(late));
        const string Itself = "Step 'early' cannot wait for itself. Name an earlier step.";
        Expect(Itself, () => early.After(early));
        Expect(Itself, () => early.When(early.WithFallback(false)));
        late.After(early);
        Expect(Message, () => early.After(late));
    }

    [Fact]
    public void A_missing_handle()
    {
        const string Message = "Step 'mine' cannot wait for a handle that is null. Use the handle that FlowBuilder returned for that step.";
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", (StepHandle<int>)null!, static (_, _) => { }));
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", new StepHandle<int>[] { null! }, static (_, _) => { }));
        Expect<ArgumentNullException>(Message, () => _b.ForEach((IStepHandle<int[]>)null!, static (_, _) => { }, name: "mine"));
        StepHandle mine = _b.Step("mine", Nothing);
        Expect<ArgumentNullException>(Message, () => mine.After((StepHandle)null!));
        Expect<ArgumentNullException>(Message, () => mine.When((StepHandle<bool>)null!));
        Assert.Throws<ArgumentNullException>("upstream", () => mine.After((StepHandle[])null!));
        Assert.Throws<ArgumentNullException>("upstream", () => mine.After((IEnumerable<StepHandle>)null!));
        Assert.Throws<ArgumentNullException>("upstream", () => _b.Step("mine", (StepHandle<int>[])null!, static (_, _) => { }));
        Assert.Throws<ArgumentNullException>("output", () => _b.Build<int>(null!));
        Assert.Throws<ArgumentNullException>("condition", () => mine.When((Func<bool>)null!));
        Assert.Throws<ArgumentNullException>("step", () => ((StepHandle)null!).After(mine));
        Assert.Throws<ArgumentNullException>("builder", () => ((FlowBuilder)null!).Step("mine", static (StepContext _) => { }));
    }

    [Fact]
    public void A_missing_function()
    {
        const string Message = "Step 'mine' has no function: it is null.";
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", (Func<CancellationToken, Task>)null!));
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", (Action<CancellationToken>)null!));
        Expect<ArgumentNullException>(Message, () => _b.Step("mine", (Func<StepContext, Task>)null!));
        Expect<ArgumentNullException>(Message, () => _b.StepValueTask("mine", (Func<CancellationToken, ValueTask<int>>)null!));
        Expect<ArgumentNullException>(Message, () => _b.SubFlow("mine", (Func<FlowOptions?, CancellationToken, ValueTask>)null!));
        Assert.Throws<ArgumentNullException>("flow", () => _b.SubFlow("mine", (IFlow)null!));
        Assert.Throws<ArgumentNullException>("flow", () => _b.SubFlow("mine", (IFlow<int>)null!));
    }

    [Fact]
    public void A_missing_name()
    {
        Assert.Throws<ArgumentNullException>("name", static () => new FlowBuilder(null!));
        Assert.Throws<ArgumentNullException>("name", () => _b.Step(null!, Nothing));
        Assert.Throws<ArgumentException>("name", () => _b.Step("", Nothing));
    }

    [Fact]
    public void A_missing_lock()
    {
        StepHandle mine = _b.Step("mine", Nothing);
        Expect("Lock 2 of step 'mine' is null. Make the lock before the step is added.", () => mine.WithLock(new FlowLock(), null!));
        Assert.Throws<ArgumentNullException>("locks", () => mine.WithLock((IFlowLock[])null!));
        Assert.Throws<ArgumentNullException>("semaphore", () => mine.WithLock((SemaphoreSlim)null!));
    }

    [Fact]
    public void A_ValueTask_of_a_function_added_by_Step()
    {
        Expect("Step 'mine' returns a ValueTask<int>, which would not be awaited. Add it with StepValueTask.", () => _b.Step("mine", static _ => new ValueTask<int>(1)));
        Expect("Step 'mine' returns a ValueTask, which would not be awaited. Add it with StepValueTask.", () => _b.Step("mine", static _ => ValueTask.CompletedTask));
        Expect("Step 'mine' returns a ValueTask, which would not be awaited. Add it with StepValueTask.", () => _b.Step("mine", static (StepContext _) => ValueTask.CompletedTask));
        StepHandle<int[]> items = _b.Step("items", static _ => Array.Empty<int>());
        Expect("Step 'mine' returns a ValueTask<int>, which would not be awaited. Add it with ForEachValueTask.", () => _b.ForEach(items, static (_, _) => new ValueTask<int>(1), name: "mine"));
    }

    [Fact]
    public void A_negative_limit()
    {
        StepHandle<int[]> items = _b.Step("items", static _ => Array.Empty<int>());
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", () => _b.ForEach(items, static (_, _) => { }, maxConcurrency: -1));
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", () => _b.ForEach(items, static (_, _) => 1, maxConcurrency: -1));
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", static () => new FlowBuilder("flow") { MaxConcurrency = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("failureMode", static () => new FlowBuilder("flow") { FailureMode = (FailureMode)7 });
    }

    [Fact]
    public void The_result_of_a_step_that_may_be_skipped()
    {
        StepHandle<int> maybe = _b.Step("maybe", static _ => 1).When(static () => false);
        StepHandle<bool> answer = _b.Step("answer", static _ => true).When(static () => false);
        StepHandle<int[]> list = _b.Step("list", static _ => Array.Empty<int>()).When(answer.WithFallback(false));
        static string Message(string step) => $"Step 'mine' needs the result of step '{step}', which has a condition:{NeedsFallback}";
        Expect(Message("maybe"), () => _b.Step("mine", maybe, static (_, _) => { }));
        Expect(Message("maybe"), () => _b.Step("mine", [maybe], static (_, _) => { }));
        Expect(Message("list"), () => _b.ForEach(list, static (_, _) => { }, name: "mine"));
        Expect($"Step 'maybe' cannot be the output of flow 'flow': it has a condition, and{NeedsFallback}", () => _b.Build(maybe));
        StepHandle mine = _b.Step("mine", Nothing).After(maybe);
        Expect(Message("answer"), () => mine.When(answer));
    }

    [Fact]
    public void A_condition_for_a_step_whose_result_is_needed()
    {
        StepHandle<int> number = _b.Step("number", static _ => 1);
        _b.Step("first", number.WithFallback(0), static (_, _) => { });
        _b.Step("second", number, static (_, _) => { });
        _b.Step("third", number, static (_, _) => { });
        StepHandle<bool> answer = _b.Step("answer", static _ => true);
        _b.Step("asks", Nothing).When(answer);
        StepHandle<int[]> list = _b.Step("list", static _ => Array.Empty<int>());
        _b.ForEach(list, static (_, _) => { }, name: "each");
        static string Message(string step, string user) =>
            $"Step '{step}' cannot have a condition: step '{user}' takes its result, and there is none if it is skipped. Call When before the result is used, or pass step '{user}' a handle from WithFallback(value) or WithDefault().";
        Refuse(Message("number", "second"), () => number.When(static () => true));
        Refuse(Message("number", "second"), () => number.WithFallback(1).When(static () => true));
        Refuse(Message("answer", "asks"), () => answer.When(static () => true));
        Refuse(Message("list", "each"), () => list.When(static () => true));

        Assert.All(_b.Build().Plan.Steps, static step => Assert.True(step.Condition is null || step.Name == "asks"));
    }

    [Fact]
    public void A_second_condition()
    {
        bool isOn = true;
        StepHandle<bool> answer = _b.Step("answer", static _ => true);
        StepHandle<int> step = _b.Step("step", static _ => 1).When(() => isOn);
        const string Message = "Step 'step' has the condition 'isOn' already. Combine the conditions into one.";
        Refuse(Message, () => step.When(() => isOn));
        Refuse(Message, () => step.When(answer));

        answer.When(static () => true);
        Assert.Empty(_b.Build().Plan.Steps[1].Upstream);
    }

    [Fact]
    public void A_builder_that_has_already_built_a_flow()
    {
        StepHandle<bool> one = _b.Step("one", static _ => true);
        StepHandle two = _b.Step("two", Nothing);
        _b.Build();
        const string Message = "Flow 'flow' has been built and cannot change. Start another one with a new FlowBuilder.";
        Refuse(Message, () => _b.Step("three", Nothing));
        Refuse(Message, () => _b.Build());
        Refuse(Message, () => _b.Build(one));
        Refuse(Message, () => two.After(one));
        Refuse(Message, () => two.WithLock(new FlowLock()));
        Refuse(Message, () => two.WithLock(new SemaphoreSlim(1)));
        Refuse(Message, () => two.When(static () => true));
        Refuse(Message, () => two.When(one));
    }

    [Fact]
    public void A_refused_call_changes_nothing()
    {
        StepHandle<int> foreign = new FlowBuilder("other").Step("foreign", static _ => 1);
        StepHandle<int> first = _b.Step("first", static _ => 1);
        Assert.Throws<ArgumentException>(() => _b.Step("load", first, foreign, static (_, _, _) => { }));
        StepHandle load = _b.Step("load", Nothing);
        Assert.Throws<ArgumentException>(() => load.After(first, foreign));
        Assert.Throws<ArgumentException>(() => load.WithLock(new FlowLock(), null!));
        Assert.Throws<ArgumentException>(() => _b.Build(foreign));
        first.When(static () => true);

        FlowPlan plan = _b.Build().Plan;
        Assert.Equal(["first", "load"], plan.Steps.Select(static step => step.Name));
        Assert.Empty(plan.Steps[1].Upstream);
        Assert.Empty(plan.Steps[1].Locks);
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

    private static void Refuse(string message, Func<object> change) => Assert.Equal(message, Assert.Throws<InvalidOperationException>(change).Message);

    private static void Expect(string message, Func<object> add) => Expect<ArgumentException>(message, add);

    private static void Expect<TException>(string message, Func<object> add) where TException : ArgumentException
    {
        TException thrown = Assert.Throws<TException>(add);
        Assert.Equal(message, thrown.Message.Replace($" (Parameter '{thrown.ParamName}')", "", StringComparison.Ordinal));
    }
}
