using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Orleans.Execution;

/// <summary>Executes steps and elements while they hold the locks that they name. Used on the thread of the grain that does the work.</summary>
/// <remarks>
/// Locks are taken here, where the work is done, and after the slots of the run: so a step that holds a lock waits only for further locks, and their order
/// excludes circles. The lease is renewed here too. It lasts as long as the process that works, whatever becomes of the run's own activation.
/// </remarks>
internal sealed class LockedSteps(LockServices services, IHostApplicationLifetime lifetime, ILogger<LockedSteps> log)
{
    /// <summary>Executes a step, or an element.</summary>
    /// <param name="work">The step.</param>
    /// <param name="element">The index of the element; -1 for the step as a whole.</param>
    /// <param name="epoch">The epoch of the run that asks for it.</param>
    /// <param name="cancellationToken">The token of the step.</param>
    /// <returns>What came of it. A commit checks the locks of the result, and releases them.</returns>
    public async Task<StepResult> ExecuteAsync(StepWork work, int element, long epoch, CancellationToken cancellationToken)
    {
        if (work.Locks.Count == 0 || (element < 0 && work.IsList))
        {
            return await work.ExecuteAsync(element, [], cancellationToken);
        }

        // A step that does not run needs no lock.
        if (element < 0 && work.HasCondition && await work.DecideAsync(cancellationToken) is { } decided)
        {
            return decided;
        }

        while (true)
        {
            if (await ExecuteOnceAsync(work, element, epoch, cancellationToken) is { } result)
            {
                return result;
            }

            log.LockLost(work.NameOf(element));
        }
    }

    /// <summary>Tells locks what a commit has released. If that gets lost, they find it in the store.</summary>
    public void NoteReleased(string run, int step, int element, IReadOnlyList<HeldLock>? locks)
    {
        foreach (HeldLock held in locks ?? [])
        {
            _ = NoteAsync(held, new LockOwner(run, step, element));
        }
    }

    private async Task NoteAsync(HeldLock held, LockOwner owner)
    {
        try
        {
            await services.Grains.GetGrain<ILockGrain>(held.Name).LeaveAsync(owner, held.Attempt, isStored: true);
        }
        catch (Exception exception)
        {
            services.Log.LockFailed(held.Name, exception);
        }
    }

    // Null if a lock was lost.
    private async Task<StepResult?> ExecuteOnceAsync(StepWork work, int element, long epoch, CancellationToken cancellationToken)
    {
        LockSession session;
        try
        {
            session = await LockSession.TakeAsync(services, new LockOwner(work.Run, work.Step, element), epoch, work.Locks, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new(StepStatus.Canceled, null, null, 1);
        }

        await using (session)
        {
            HeldLock[] held = session.InOrderOf(work.Locks);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
            StepResult result = await work.ExecuteAsync(element, held, either.Token);
            if (session.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                if (session.IsSuperseded)
                {
                    throw new LostRunException(work.NameOf(element));
                }

                // Others may have had the lock meanwhile.
                await session.ReleaseAsync();
                return null;
            }

            // No commit will tell of it.
            if (result.IsCutShort(lifetime.ApplicationStopping))
            {
                await session.ReleaseAsync();
                return result;
            }

            return result with { Locks = held };
        }
    }
}
