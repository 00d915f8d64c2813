namespace AsyncFlow.Scheduling;

/// <summary>Ready steps of one run and the worker that takes them.</summary>
/// <param name="links">The links of the run's steps.</param>
/// <param name="isSynchronous">Whether the steps are synchronous ones alone, on a host that separates them.</param>
internal sealed class WorkerQueue(StepLinks links, bool isSynchronous)
{
    /// <summary>The steps that wait.</summary>
    public ReadyStack<NoProbe> Ready { get; } = new(links);

    /// <summary>Whether the steps are synchronous ones alone.</summary>
    public bool IsSynchronous => isSynchronous;

    /// <summary>Takes the steps. Set once, before the first run.</summary>
    public FlowWorker Worker { get; set; } = null!;
}
