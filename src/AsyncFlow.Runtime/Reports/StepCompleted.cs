using AsyncFlow.Reports;

namespace AsyncFlow;

/// <summary>A step has ended, or will not start.</summary>
/// <remarks>Later versions may add members.</remarks>
public readonly struct StepCompleted : IFlowEvent
{
    // One more than the element's index, so that the default says that there is none.
    private readonly int _elements;

    /// <summary>The plan of the flow that runs.</summary>
    public required FlowPlan Plan { get; init; }

    /// <summary>What happened to the step.</summary>
    public required StepReport Report { get; init; }

    /// <summary>The step.</summary>
    public StepInfo Step => Report.Step;

    /// <inheritdoc cref="StepReport.Attempts"/>
    public int Attempts => Report.Attempts;

    /// <summary>The number of the run, unique in the process; the same as <see cref="StepContext.RunId"/>.</summary>
    public long RunId { get; init; }

    /// <summary>The step of another run within which the run takes place.</summary>
    public RunOrigin Parent { get; init; }

    /// <summary>When it happened: a time stamp of <see cref="TimeProvider"/>.</summary>
    public long Timestamp { get; init; }

    /// <summary>The clock of the run, which measures the time between two time stamps.</summary>
    public TimeProvider TimeProvider { get => field ?? TimeProvider.System; init; }

    /// <summary>
    /// The index of the element, if the run processes each element of a list and the step is one of the elements; otherwise -1.
    /// </summary>
    public int Element { get => _elements - 1; init => _elements = value + 1; }

    void IFlowEvent.SendTo(FlowObserver observer) => observer.OnStepCompleted(in this);
}
