using AsyncFlow.Orleans.Execution;

namespace AsyncFlow.Orleans.Driving;

/// <summary>Something that has happened to a run and is not stored yet.</summary>
/// <param name="Step">The step; -1 for the run as a whole.</param>
/// <param name="Result">What came of the step; null for the run as a whole.</param>
internal sealed record StepEvent(int Step, StepResult? Result)
{
    /// <summary>The caller cancels the run.</summary>
    public static StepEvent Cancel { get; } = new(-1, null) { IsCancel = true };

    /// <summary>The run is to go on.</summary>
    public static StepEvent Nothing { get; } = new(-1, null);

    public bool IsCancel { get; private init; }
}
