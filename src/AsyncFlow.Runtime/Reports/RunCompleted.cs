using AsyncFlow.Reports;

namespace AsyncFlow;

/// <summary>A run has ended.</summary>
/// <remarks>Later versions may add members.</remarks>
public readonly struct RunCompleted : IFlowEvent
{
    /// <summary>What happened in the run.</summary>
    public required FlowReport Report { get; init; }

    /// <summary>The plan of the flow that ran.</summary>
    public FlowPlan Plan => Report.Plan;

    /// <summary>The number of the run, unique in the process; the same as <see cref="StepContext.RunId"/>.</summary>
    public long RunId { get; init; }

    /// <summary>The step of another run within which the run takes place.</summary>
    public RunOrigin Parent { get; init; }

    /// <summary>When it happened: a time stamp of <see cref="TimeProvider"/>.</summary>
    public long Timestamp { get; init; }

    /// <summary>The clock of the run, which measures the time between two time stamps.</summary>
    public TimeProvider TimeProvider { get => field ?? TimeProvider.System; init; }

    void IFlowEvent.SendTo(FlowObserver observer) => observer.OnRunCompleted(in this);
}
