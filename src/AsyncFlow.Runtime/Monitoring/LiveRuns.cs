using System.Collections.Concurrent;

namespace AsyncFlow.Monitoring;

/// <summary>Keeps the live runs of the process. It observes every run.</summary>
internal sealed class LiveRuns : FlowObserver
{
    private readonly ConcurrentDictionary<long, LiveRun> _runs = new();

    /// <summary>The runs, in the order in which they started.</summary>
    public LiveRun[] All()
    {
        LiveRun[] all = [.. _runs.Values];
        Array.Sort(all, static (left, right) => left.Id.CompareTo(right.Id));
        return all;
    }

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e) => _runs[e.RunId] = new LiveRun(e);

    /// <inheritdoc/>
    public override void OnStepWaiting(in StepWaiting e) => Set(e.RunId, e.Step.Index, new LiveStep(e.Lock is null ? LiveState.AwaitsSlot : LiveState.AwaitsLock, e.Timestamp)
    {
        AwaitedLock = e.LockId,
        AwaitedLockName = e.Lock,
        HeldLocks = e.HeldLocks ?? [],
    });

    /// <inheritdoc/>
    public override void OnStepStarted(in StepStarted e) => Set(e.RunId, e.Step.Index, new LiveStep(LiveState.Runs, e.Timestamp) { HeldLocks = e.HeldLocks ?? [] });

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e) => Set(e.RunId, e.Step.Index, LiveStep.Ended);

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e) => _runs.TryRemove(e.RunId, out _);

    private void Set(long run, int step, LiveStep state)
    {
        if (_runs.TryGetValue(run, out LiveRun? live))
        {
            live[step] = state;
        }
    }
}
