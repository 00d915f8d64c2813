using AsyncFlow.Reports;

namespace AsyncFlow;

/// <summary>A run starts.</summary>
/// <remarks>Later versions may add members.</remarks>
public readonly struct RunStarted : IFlowEvent
{
    /// <summary>The plan of the flow that runs.</summary>
    public required FlowPlan Plan { get; init; }

    /// <summary>The number of the run, unique in the process; the same as <see cref="StepContext.RunId"/>.</summary>
    public long RunId { get; init; }

    /// <summary>The step of another run within which the run takes place.</summary>
    public RunOrigin Parent { get; init; }

    /// <summary>When it happened: a time stamp of <see cref="TimeProvider"/>.</summary>
    public long Timestamp { get; init; }

    /// <summary>The clock of the run, which measures the time between two time stamps.</summary>
    public TimeProvider TimeProvider { get => field ?? TimeProvider.System; init; }

    /// <summary>How many steps of the run may run at the same time; 0 for no limit of its own.</summary>
    internal int MaxConcurrency { get; init; }

    void IFlowEvent.SendTo(FlowObserver observer) => observer.OnRunStarted(in this);
}
