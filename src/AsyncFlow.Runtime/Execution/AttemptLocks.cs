using AsyncFlow.CompilerServices;
using AsyncFlow.Locks;
using AsyncFlow.Plan;

namespace AsyncFlow.Execution;

/// <summary>The locks that one attempt of a step holds.</summary>
/// <param name="settings">The settings of the run.</param>
/// <param name="step">The step.</param>
internal sealed class AttemptLocks(RunSettings settings, int step)
{
    // In the order in which they are taken, without repetition; the first _held of them are held.
    private readonly List<(object Lock, int Index)> _needed = [];
    private int _held;

    /// <summary>Takes the locks; call <see cref="Release"/> also if that fails.</summary>
    /// <param name="steps">Names the locks.</param>
    /// <param name="count">How many the step names.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">A lock is missing or disposed, or the wait would complete a deadlock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask AcquireAsync(FlowSteps steps, int count, CancellationToken token)
    {
        for (int index = 0; index < count; index++)
        {
            Add(index, steps.GetLock(step, index));
        }

        for (; _held < _needed.Count; _held++)
        {
            (object next, int index) = _needed[_held];
            try
            {
                if (!AnyLock.TryAcquire(next))
                {
                    await WaitAsync(next, index, token);
                }
            }
            catch (ObjectDisposedException exception)
            {
                throw StepLocks.Disposed(settings.Plan, step, index, exception);
            }
        }
    }

    /// <summary>Releases what is held, and ends the uses of keys.</summary>
    public void Release()
    {
        List<Exception> failures = [];
        for (int i = _needed.Count - 1; i >= 0; i--)
        {
            (object last, int index) = _needed[i];
            try
            {
                if (i < _held)
                {
                    AnyLock.Release(last);
                }

                (last as KeyedLock)?.EndUse();
            }
            catch (ObjectDisposedException exception)
            {
                failures.Add(StepLocks.Disposed(settings.Plan, step, index, exception));
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        _needed.Clear();
        _held = 0;
        if (failures.Count > 0)
        {
            throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
        }
    }

    private void Add(int index, object? needed)
    {
        object checkedLock = StepLocks.Check(settings.Plan, step, index, needed);
        if (_needed.Exists(known => ReferenceEquals(known.Lock, checkedLock)))
        {
            (checkedLock as KeyedLock)?.EndUse();
            return;
        }

        int place = _needed.FindIndex(known => LockOrder.Compare(known.Lock, checkedLock) > 0);
        _needed.Insert(place < 0 ? _needed.Count : place, (checkedLock, index));
    }

    // The attempt goes on where the await returns to, not in the stack of the step that releases the lock.
    private async ValueTask WaitAsync(object next, int index, CancellationToken token)
    {
        LockWait? wait = Record(next, index);
        try
        {
            Task acquired = next is IFlowLock flowLock ? flowLock.AcquireAsync(token).AsTask() : ((SemaphoreSlim)next).WaitAsync(token);
            wait?.EndsWhen(() => acquired.IsCompleted || token.IsCancellationRequested);
            await acquired;
        }
        finally
        {
            if (wait is not null)
            {
                LockWaits.OfProcess.End(wait);
            }
        }
    }

    // Throws if the wait would complete a deadlock; null if no lock is held, so that it cannot.
    private LockWait? Record(object next, int index)
    {
        List<HeldLock> held = [];
        settings.Parent?.AddHeldLocks(settings.FromParent.Version, held);
        for (int i = 0; i < _held; i++)
        {
            held.Add(new HeldLock(_needed[i].Lock));
        }

        if (held.Count == 0)
        {
            return null;
        }

        PlanLayout layout = settings.Plan.Layout;
        LockWait wait = new(settings.Plan.Name, layout.NameOf(step), layout.LockNameOf(step, index), next, [.. held]);
        return LockWaits.OfProcess.Begin(wait) is { } deadlock ? throw new InvalidOperationException(deadlock) : wait;
    }
}
