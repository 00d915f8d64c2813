namespace AsyncFlow.Scheduling;

/// <summary>Makes the workers and the single steps of one run.</summary>
internal sealed class RunWork(RunScheduler scheduler) : WorkFactory
{
    public override FlowWorker MakeWorker(WorkerQueue queue) => new WorkerLoop(scheduler, queue);

    public override FlowWorker MakeStep(int step) => new SingleStep(scheduler, step);
}
