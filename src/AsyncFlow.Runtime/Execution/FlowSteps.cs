using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>The code of a flow's steps, as the engine calls it. Meant for generated code, which derives from <see cref="FlowRun"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FlowSteps
{
    private protected FlowSteps() { }

    /// <summary>Evaluates a step's condition. Called for steps that have one.</summary>
    /// <param name="step">The step's index.</param>
    protected internal virtual bool ShouldRun(int step) => true;

    /// <summary>Starts a step, whose upstreams have all succeeded and whose locks are held.</summary>
    /// <param name="step">The step's index.</param>
    /// <returns>True if it has ended and its result is stored; false if it suspended and is to be finished later.</returns>
    protected internal virtual bool Start(int step) => throw NoSuchStep(step);

    /// <summary>Waits for what a step returned in a straight line, if the run stores its awaiter.</summary>
    /// <param name="step">The step's index.</param>
    /// <returns>True if the awaiter has completed; false if the step is to be finished later.</returns>
    protected internal virtual bool Adopt(int step) => throw NoSuchStep(step);

    /// <summary>Takes the result of a step that had suspended.</summary>
    /// <param name="step">The step's index.</param>
    protected internal virtual void Finish(int step) => throw NoSuchStep(step);

    /// <summary>The lock that a step needs.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="index">The lock's place among those of the step.</param>
    protected internal virtual object? GetLock(int step, int index) => throw NoSuchStep(step);

    /// <summary>Stores a replacement of a step's result, in a test. Nothing is stored for a step whose result is not used.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="result">The result; of the step's result type.</param>
    protected internal virtual void Store(int step, object? result) { }

    /// <summary>The result of a step that has ended and that a journal keeps; null if it has none.</summary>
    /// <param name="step">The step's index.</param>
    protected internal virtual object? Load(int step) => null;

    /// <summary>An input of a flow with steps that a journal keeps.</summary>
    /// <param name="input">The input's index.</param>
    protected internal virtual object? Input(int input) => throw new ArgumentOutOfRangeException(nameof(input), input, "The flow has no such input.");

    /// <summary>The element that a step of a run over a list works on.</summary>
    internal virtual object? KeptItem(int step) => null;

    /// <summary>Drops every reference to the flow's instance and to results.</summary>
    protected internal abstract void Clear();

    /// <summary>The report together with the flow's output, where it has one.</summary>
    private protected virtual FlowReport AddOutput(FlowReport report) => report;

    /// <inheritdoc cref="AddOutput"/>
    internal FlowReport WithOutput(FlowReport report) => AddOutput(report);

    /// <summary>Keeps the ended run for reuse.</summary>
    internal abstract void ReturnToPool();

    private static ArgumentOutOfRangeException NoSuchStep(int step) => new(nameof(step), step, "The flow has no such step.");
}
