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

    public string[] LockNames { get; private init; } = [];

    public Func<object?>[] Locks { get; private init; } = [];

    public static Step Sync(string name, Action<StepCall> body) => new(name, isAsync: false, body);

    public static Step SyncOf(string name, Func<StepCall, long> body) => new(name, isAsync: false, body);

    public static Step Task(string name, Func<StepCall, Task?> body) => new(name, isAsync: true, body);

    public static Step TaskOf(string name, Func<StepCall, Task<long>?> body) => new(name, isAsync: true, body);

    public static Step ValueTask(string name, Func<StepCall, ValueTask> body) => new(name, isAsync: true, body);

    public static Step ValueTaskOf(string name, Func<StepCall, ValueTask<long>> body) => new(name, isAsync: true, body);

    /// <summary>A step that returns an awaitable of the test's own, whose awaiter does not flow the execution context.</summary>
    public static Step Custom(string name, Func<StepCall, Signal?> body) => new(name, isAsync: true, body);

    /// <summary>A step that returns an awaitable of the test's own, whose awaiter is an INotifyCompletion and no more.</summary>
    public static Step Flowing(string name, Func<StepCall, FlowingSignal?> body) => new(name, isAsync: true, body);

    public Step After(params string[] upstream) => this with { Upstream = upstream };

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
