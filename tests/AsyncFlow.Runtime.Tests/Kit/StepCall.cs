namespace AsyncFlow.Runtime.Tests;

/// <summary>What a scripted step can reach while it runs.</summary>
internal readonly struct StepCall(ScriptedRun run, int step)
{
    public int Index { get; } = step;

    public FlowOptions Nested => run.NestedIn(Index);

    /// <summary>Whether another step was skipped.</summary>
    public bool WasSkipped(string step) => run.WasSkipped(step);

    public ValueTask ForEach(IEnumerable<long>? items, Delegate body, int maxConcurrency) => new ScriptedElements(run, Index, items, body, maxConcurrency).ExecuteAsync();

    public CancellationToken Token => run.StepToken;

    public StepContext Context => run.ContextOf(Index);

    /// <summary>What the test gave to this run.</summary>
    public object? State => run.State;

    /// <summary>The result of another step.</summary>
    public long this[string step] => run.ResultOf(step);

    /// <inheritdoc cref="this[string]"/>
    public long this[int step] => run.ResultOf(step);
}
