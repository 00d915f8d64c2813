namespace AsyncFlow.Runtime.Tests;

/// <summary>What a scripted step can reach while it runs.</summary>
internal readonly struct StepCall(ScriptedRun run, int step)
{
    public int Index { get; } = step;

    public CancellationToken Token => run.StepToken;

    public StepContext Context => run.ContextOf(Index);

    /// <summary>What the test gave to this run.</summary>
    public object? State => run.State;

    /// <summary>The result of another step.</summary>
    public long this[string step] => run.ResultOf(step);

    /// <inheritdoc cref="this[string]"/>
    public long this[int step] => run.ResultOf(step);
}
