using AsyncFlow.CompilerServices;
using AsyncFlow.Durable;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Progress;
using AsyncFlow.Orleans.Storage;
using AsyncFlow.Plan;

namespace AsyncFlow.Orleans.Driving;

/// <summary>Takes up a stored run: raises its epoch, so that every commit of an older activation is refused.</summary>
internal static class RunClaim
{
    /// <summary>Makes what drives a new run. Nothing is stored yet.</summary>
    /// <returns>What drives the run; null if this process has not the version of its flow.</returns>
    public static RunDriver? Create(RunServices services, RunRecord run) => services.Flows.TryFind(run.Flow, out FlowRegistration? flow) && flow.Flow.Fingerprint == run.Fingerprint
        ? new RunDriver(services, run, flow.Flow, new RunProgress(flow.Flow.Plan, run, []), [])
        : null;

    /// <summary>Takes up a run.</summary>
    /// <param name="services">The services.</param>
    /// <param name="id">The run.</param>
    /// <param name="retry">Whether a run that has failed or was cancelled goes on.</param>
    /// <returns>What drives the run; null if there is no run.</returns>
    /// <exception cref="LostRunException">Another activation has taken it up at the same moment.</exception>
    /// <exception cref="InvalidOperationException">The run is to be retried, and has succeeded or belongs to another version of the flow.</exception>
    public static async Task<RunDriver?> TakeAsync(RunServices services, string id, bool retry)
    {
        if (await services.Store.FindRunAsync(id) is not { } run)
        {
            return null;
        }

        if (retry && run.Status == FlowRunStatus.Succeeded)
        {
            throw new InvalidOperationException($"The run '{id}' has succeeded, so there is nothing to retry.");
        }

        bool isLive = run.Status is FlowRunStatus.Running or FlowRunStatus.Parked;
        if (!isLive && !retry)
        {
            return new RunDriver(services, run);
        }

        if (!services.Flows.TryFind(run.Flow, out FlowRegistration? flow) || flow.Flow.Fingerprint != run.Fingerprint)
        {
            return isLive
                ? await MoveAsync(services, run, flow?.Flow)
                : throw new InvalidOperationException($"The run '{id}' cannot be retried here: it was started by another version of '{run.Flow}', with the fingerprint {run.Fingerprint}.");
        }

        IReadOnlyList<StepRecord> stored = await services.Store.ReadStepsAsync(id);
        PlanLayout layout = flow.Flow.Plan.Layout;
        int[] forgotten = isLive ? [] : [.. stored.Where(step => IsForgotten(step, layout)).Select(static step => step.Step)];
        RunRecord taken = run with
        {
            Status = FlowRunStatus.Running,
            ParkedBecause = null,
            Epoch = run.Epoch + 1,
            Version = run.Version + 1,
            UpdatedAt = services.Time.GetUtcNow(),
            IsCancelRequested = isLive && run.IsCancelRequested,
            Failure = isLive ? run.Failure : null,
            IsUnsuccessful = isLive && run.IsUnsuccessful,
        };
        StepRecord[] kept = [.. stored.Where(step => !forgotten.Contains(step.Step))];
        StepRecord[] interrupted = [.. kept.Where(static step => step.Status == StepStatus.None).Select(static step => step with { Starts = step.Starts + 1 })];
        await CommitAsync(services, new RunCommit(taken, interrupted, forgotten));

        RunProgress progress = new(flow.Flow.Plan, taken, kept);
        return new RunDriver(services, taken, flow.Flow, progress, interrupted);
    }

    // A failure that others have taken as an outcome is part of their results.
    private static bool IsForgotten(StepRecord step, PlanLayout layout) =>
        step.Status is not (StepStatus.Succeeded or StepStatus.Skipped) && !(step.Status == StepStatus.Failed && layout.Outcomes?.IsHandled(step.Step) == true);

    // Goes on with the version of this process, if that is compatible.
    private static async Task<RunDriver?> MoveAsync(RunServices services, RunRecord run, DurableFlow? flow)
    {
        IReadOnlyList<StepRecord> stored = await services.Store.ReadStepsAsync(run.Id);
        string? obstacle = flow is null ? $"it needs a process that has version {run.Fingerprint} of '{run.Flow}'" : Compatibility.FindObstacle(run, stored, flow);
        if (obstacle is not null)
        {
            return await ParkAsync(services, run, obstacle);
        }

        services.Log.RunMoved(run.Id, run.Flow, run.Fingerprint, flow!.Fingerprint);
        return await services.Store.UpgradeAsync(Compatibility.Upgrade(run, stored, flow, services.Time.GetUtcNow()))
            ? await TakeAsync(services, run.Id, retry: false)
            : throw new LostRunException(run.Id);
    }

    // Changes only the status, so that a process with the right version can go on.
    private static async Task<RunDriver> ParkAsync(RunServices services, RunRecord run, string reason)
    {
        if (run.Status != FlowRunStatus.Parked || run.ParkedBecause != reason)
        {
            run = run with { Status = FlowRunStatus.Parked, ParkedBecause = reason, Version = run.Version + 1, UpdatedAt = services.Time.GetUtcNow() };
            await CommitAsync(services, new RunCommit(run, [], []));
        }

        services.Log.RunParked(run.Id, reason);
        return new RunDriver(services, run);
    }

    private static async Task CommitAsync(RunServices services, RunCommit commit)
    {
        if (!await services.Store.CommitAsync(commit))
        {
            throw new LostRunException(commit.Run.Id);
        }
    }
}
