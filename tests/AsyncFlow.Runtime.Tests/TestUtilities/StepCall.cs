namespace AsyncFlow.Runtime.Tests;

/// <summary>What the steps of one run of a scripted flow can access.</summary>
internal interface IStepRun
{
    object? State { get; }

    CancellationToken TokenIn(int step);

    StepContext ContextOf(int step);

    FlowOptions NestedIn(int step);

    bool WasSkipped(string step);

    long ResultOf(string step);

    long ResultOf(int step);

    ValueTask ForEach(int step, IEnumerable<long>? items, Delegate body, int maxConcurrency);
}

/// <summary>What a scripted step can access while it runs.</summary>
internal readonly struct StepCall(IStepRun run, int step)
{
    public int Index { get; } = step;

    public FlowOptions Nested => run.NestedIn(Index);

    /// <summary>Whether another step was skipped.</summary>
    public bool WasSkipped(string step) => run.WasSkipped(step);

    public ValueTask ForEach(IEnumerable<long>? items, Delegate body, int maxConcurrency) => run.ForEach(Index, items, body, maxConcurrency);

    public CancellationToken Token => run.TokenIn(Index);

    public StepContext Context => run.ContextOf(Index);

    /// <summary>The value of the test for this run.</summary>
    public object? State => run.State;

    /// <summary>The result of another step.</summary>
    public long this[string step] => run.ResultOf(step);

    /// <inheritdoc cref="this[string]"/>
    public long this[int step] => run.ResultOf(step);
}
