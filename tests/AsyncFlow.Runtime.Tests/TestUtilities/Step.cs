namespace AsyncFlow.Runtime.Tests;

/// <summary>One step of a <see cref="ScriptedFlow"/>: its name, what it does, and what it waits for. Immutable.</summary>
internal sealed record Step
{
    private Step(string name, bool isAsync, Delegate body)
    {
        Name = name;
        IsAsync = isAsync;
        Body = body;
    }

    public string Name { get; }

    public bool IsAsync { get; }

    /// <summary>One of the delegate types that the factories below take.</summary>
    public Delegate Body { get; }

    public string[] Upstream { get; private init; } = [];

    /// <summary>Those of the upstreams without whose result the step can run.</summary>
    public string[] Optional { get; private init; } = [];

    /// <summary>Those of the upstreams whose outcome the step takes.</summary>
    public string[] Outcomes { get; private init; } = [];

    /// <summary>Whether the plan says that the step's result is the output; by default that of the last step.</summary>
    public bool? IsOutput { get; init; }

    public StepKind Kind { get; private init; }

    /// <summary>The flow that the step runs, if it is always the same.</summary>
    public IFlow? Inner { get; private init; }

    /// <summary>Null for a step that always runs.</summary>
    public Func<StepCall, bool>? Condition { get; private init; }

    public string[] LockNames { get; private init; } = [];

    public Func<object?>[] Locks { get; private init; } = [];

    public static Step Sync(string name, Action<StepCall> body) => new(name, isAsync: false, body);

    public static Step SyncOf(string name, Func<StepCall, long> body) => new(name, isAsync: false, body);

    public static Step Task(string name, Func<StepCall, Task?> body) => new(name, isAsync: true, body);

    public static Step TaskOf(string name, Func<StepCall, Task<long>?> body) => new(name, isAsync: true, body);

    public static Step ValueTask(string name, Func<StepCall, ValueTask> body) => new(name, isAsync: true, body);

    public static Step ValueTaskOf(string name, Func<StepCall, ValueTask<long>> body) => new(name, isAsync: true, body);

    /// <summary>A step that returns a custom awaitable whose awaiter does not flow the execution context.</summary>
    public static Step Custom(string name, Func<StepCall, Signal?> body) => new(name, isAsync: true, body);

    /// <summary>A step that returns a custom awaitable whose awaiter implements only INotifyCompletion.</summary>
    public static Step Flowing(string name, Func<StepCall, FlowingSignal?> body) => new(name, isAsync: true, body);

    /// <summary>A step that runs another flow.</summary>
    public static Step Flow(string name, IFlow flow) => new(name, isAsync: true, (Func<StepCall, ValueTask>)(call => flow.ExecuteAsync(call.Nested, call.Token)))
    {
        Kind = StepKind.Flow,
        Inner = flow,
    };

    /// <summary>A step whose code runs other flows, with the options that it receives.</summary>
    public static Step SubFlow(string name, Func<StepCall, ValueTask> body) => new(name, isAsync: true, body) { Kind = StepKind.Flow };

    /// <summary>A step that processes each element of a list.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="items">The list.</param>
    /// <param name="body">The action for each element, or a function that returns a task.</param>
    /// <param name="maxConcurrency">How many elements are processed at the same time.</param>
    public static Step ForEach(string name, Func<StepCall, IEnumerable<long>?> items, Delegate body, int maxConcurrency = 0)
    {
        bool isAsync = body is Func<ElementCall, Task?>;
        return new(name, isAsync, (Func<StepCall, ValueTask>)(call => call.ForEach(items(call), body, maxConcurrency))) { Kind = StepKind.ForEach };
    }

    public Step When(Func<StepCall, bool> condition) => this with { Condition = condition };

    public Step After(params string[] upstream) => this with { Upstream = upstream };

    /// <summary>Waits for more steps, without taking their results.</summary>
    public Step Loosely(params string[] upstream) => this with { Upstream = [.. Upstream, .. upstream], Optional = upstream };

    /// <summary>Waits for more steps and takes their outcomes.</summary>
    public Step Observing(params string[] upstream) => this with { Upstream = [.. Upstream, .. upstream], Outcomes = upstream };

    /// <summary>Locks named _lock0, _lock1 and so on.</summary>
    public Step Holding(params object?[] locks) => this with
    {
        LockNames = [.. locks.Select(static (_, index) => $"_lock{index}")],
        Locks = [.. locks.Select(static value => new Func<object?>(() => value))],
    };

    public Step HoldingNamed(string lockName, Func<object?> getLock) => this with
    {
        LockNames = [.. LockNames, lockName],
        Locks = [.. Locks, getLock],
    };
}
