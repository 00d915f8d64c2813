using AsyncFlow.Reports;

namespace AsyncFlow;

/// <summary>An attempt of a step under a policy starts.</summary>
/// <remarks>Later versions may add members.</remarks>
public readonly struct AttemptStarted : IFlowEvent
{
    // One more than the element's index, so that the default says that there is none.
    private readonly int _elements;

    /// <summary>The plan of the flow that runs.</summary>
    public required FlowPlan Plan { get; init; }

    /// <summary>The step.</summary>
    public required StepInfo Step { get; init; }

    /// <summary>The number of the attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The number of the run; no other run of the process has it. <see cref="StepContext.RunId"/> has it too.</summary>
    public long RunId { get; init; }

    /// <summary>The step of another run within which the run takes place.</summary>
    public RunOrigin Parent { get; init; }

    /// <summary>When it happened: a time stamp of <see cref="TimeProvider"/>.</summary>
    public long Timestamp { get; init; }

    /// <summary>The clock of the run, which gives the time between two time stamps.</summary>
    public TimeProvider TimeProvider { get => field ?? TimeProvider.System; init; }

    /// <summary>
    /// The index of the element, if the run works on each element of a list and the step is one of the elements; otherwise -1.
    /// </summary>
    public int Element { get => _elements - 1; init => _elements = value + 1; }

    void IFlowEvent.SendTo(FlowObserver observer) => observer.OnAttemptStarted(in this);
}
