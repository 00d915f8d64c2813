using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>
/// What a run of a flow built at run time has of one step: the function, whose inputs are other cells, and the result.
/// Made once for each pooled run. Only touched by the thread that has the step in hand.
/// </summary>
/// <param name="run">The run that the cell belongs to.</param>
/// <param name="step">The step's index.</param>
internal abstract class StepCell(FlowRun run, int step)
{
    /// <summary>The run that the cell belongs to.</summary>
    protected FlowRun Run { get; } = run;

    /// <summary>The step's index.</summary>
    protected int Step { get; } = step;

    /// <summary>Whether there is something for <see cref="Clear"/> to do.</summary>
    public virtual bool HasResult => false;

    /// <inheritdoc cref="FlowSteps.Start"/>
    public abstract bool Start();

    /// <inheritdoc cref="FlowRun.Finish"/>
    public virtual void Finish() => Run.FinishAwaited(Step);

    /// <inheritdoc cref="FlowSteps.Store"/>
    public virtual void Store(object? result) { }

    /// <summary>Drops the result.</summary>
    public virtual void Clear() { }
}

/// <summary>The cell of a step that gives something to others.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="run">The run that the cell belongs to.</param>
/// <param name="step">The step's index.</param>
internal abstract class ResultCell<T>(FlowRun run, int step) : StepCell(run, step)
{
    /// <summary>What the step gave; its type's default as long as it has not.</summary>
    public T Result { get; protected set; } = default!;

    /// <summary>Whether the step was skipped, so that it gave nothing.</summary>
    public bool IsSkipped => Run.IsSkipped(Step);

    public sealed override bool HasResult => true;

    public sealed override void Store(object? result) => Result = (T)result!;

    public sealed override void Clear() => Result = default!;
}
