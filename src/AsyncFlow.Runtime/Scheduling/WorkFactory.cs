namespace AsyncFlow.Scheduling;

/// <summary>Makes what a host executes. Separate from <see cref="RunHost"/>, so that what is executed may use what schedules it.</summary>
internal abstract class WorkFactory
{
    /// <summary>Makes the worker that takes the steps of a queue.</summary>
    public abstract FlowWorker MakeWorker(WorkerQueue queue);

    /// <summary>Makes the work item of a single step.</summary>
    public abstract FlowWorker MakeStep(int step);
}
