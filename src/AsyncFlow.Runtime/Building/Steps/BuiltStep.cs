using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>
/// One step of one run of a flow built at run time: the function, whose arguments are results of other steps of the run, and its own
/// result. Made once for each pooled run. Only the thread that owns the step touches it.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
internal abstract class BuiltStep(FlowRun run, int step)
{
    /// <summary>The run.</summary>
    protected FlowRun Run { get; } = run;

    /// <summary>The step's index.</summary>
    protected int Step { get; } = step;

    /// <summary>Whether <see cref="Clear"/> has something to do.</summary>
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

/// <summary>A step that provides a result to others.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
internal abstract class ResultStep<T>(FlowRun run, int step) : BuiltStep(run, step)
{
    /// <summary>The step's result; its type's default until the step has succeeded.</summary>
    public T Result { get; protected set; } = default!;

    /// <summary>What became of the step, when it has ended.</summary>
    public StepOutcome<T> Outcome => Run.OutcomeOf(Step, Result);

    /// <summary>Whether the step was skipped and so has no result.</summary>
    public bool IsSkipped => Run.IsSkipped(Step);

    public sealed override bool HasResult => true;

    public sealed override void Store(object? result) => Result = (T)result!;

    public override void Clear() => Result = default!;
}
