using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AsyncFlow.Locks;
using AsyncFlow.Reports;

namespace AsyncFlow.Execution;

/// <summary>
/// The locks of a run's steps: which each step needs, in <see cref="LockOrder"/> and without repetition, and how many of them it
/// holds. A step's entries belong to the thread that owns the step.
/// </summary>
internal sealed class StepLocks(FlowPlan plan)
{
    // The locks of step i are at LockStart[i] and on: _needed[i] of them, the first _held[i] of which it holds.
    private readonly Entry[] _locks = new Entry[plan.Layout.LockStart[^1]];
    private readonly int[] _needed = new int[plan.Layout.Count];
    private readonly int[] _held = new int[plan.Layout.Count];

    // The awaiter of the lock that a step waits for.
    private readonly ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter[] _awaiters = new ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter[plan.Layout.Count];

    // The waits during which locks are held, as they are recorded.
    private PerStep<LockWait?> _waits = new(plan.Layout.Count);

    // What was thrown while a step took its locks.
    private PerStep<Exception?> _failures = new(plan.Layout.Count);

    // For each step that waits in a simulation: whether its wait is over.
    private PerStep<Func<bool>?> _isWaitOver = new(plan.Layout.Count);

    /// <summary>Notes that the step needs a lock; one that it needs already is not noted twice. Of the lock of a key, ends one use then.</summary>
    /// <exception cref="InvalidOperationException">The object is null or not a lock.</exception>
    public void Add(int step, int index, object? needed)
    {
        needed = Check(plan, step, index, needed);
        Span<Entry> known = _locks.AsSpan(plan.Layout.LockStart[step], _needed[step]);
        foreach (ref Entry entry in known)
        {
            if (ReferenceEquals(entry.Lock, needed))
            {
                (needed as KeyedLock)?.EndUse();
                return;
            }
        }

        // Insertion sort: steps have few locks, and most have one.
        int place = known.Length;
        for (; place > 0 && LockOrder.Compare(known[place - 1].Lock, needed) > 0; place--)
        {
            _locks[plan.Layout.LockStart[step] + place] = known[place - 1];
        }

        _locks[plan.Layout.LockStart[step] + place] = new Entry(needed, index);
        _needed[step]++;
    }

    /// <summary>Notes that the step holds a lock, which a straight line took for it.</summary>
    public void Hold(int step, int index, object held)
    {
        Add(step, index, held);
        _held[step] = _needed[step];
    }

    /// <summary>Adds the locks that a step holds.</summary>
    /// <param name="step">The step.</param>
    /// <param name="holder">Represents the step if it is around the one that waits; null if it is that step itself.</param>
    /// <param name="version">Distinguishes this execution of the step around from others.</param>
    /// <param name="held">Receives the locks.</param>
    public void AddHeld(int step, ILockHolder? holder, int version, List<HeldLock> held)
    {
        foreach (ref Entry entry in _locks.AsSpan(plan.Layout.LockStart[step], _held[step]))
        {
            held.Add(new HeldLock(entry.Lock, holder, version));
        }
    }

    /// <summary>The lock that a step takes next, as reports describe it.</summary>
    public HeldLockInfo DescribeNext(int step) => Describe(step, Next(step));

    /// <summary>The locks that a step holds, as reports describe them, in the order in which it took them.</summary>
    public HeldLockInfo[] DescribeHeld(int step)
    {
        HeldLockInfo[] held = new HeldLockInfo[_held[step]];
        for (int i = 0; i < held.Length; i++)
        {
            held[i] = Describe(step, _locks[plan.Layout.LockStart[step] + i]);
        }

        return held;
    }

    /// <summary>Takes locks as long as that needs no wait; true when the step holds all.</summary>
    /// <exception cref="InvalidOperationException">A lock is disposed; the message names it. What a lock throws otherwise passes through.</exception>
    public bool TryAcquire(int step)
    {
        while (_held[step] < _needed[step])
        {
            try
            {
                if (!AnyLock.TryAcquire(Next(step).Lock))
                {
                    return false;
                }
            }
            catch (ObjectDisposedException exception)
            {
                throw Disposed(step, Next(step), exception);
            }

            _held[step]++;
        }

        return true;
    }

    /// <summary>Begins to wait for the next lock; true if it was taken at once after all.</summary>
    /// <param name="step">The step.</param>
    /// <param name="heldAround">The locks that steps around the run hold; null for none.</param>
    /// <param name="isSimulated">Whether <see cref="IsWaitOver"/> will be asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">
    /// The lock is disposed, or the wait would complete a deadlock; the message names the lock. What a lock throws otherwise passes through.
    /// </exception>
    public bool BeginWait(int step, List<HeldLock>? heldAround, bool isSimulated, CancellationToken cancellationToken)
    {
        object next = Next(step).Lock;

        // A lock of the user's own may be free: only asking for it tells. If the wait then would deadlock, it is ended.
        bool mayBeFree = AnyLock.IsCustom(next);
        CancellationTokenSource? wait = mayBeFree && MayDeadlock(next, heldAround) ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken) : null;
        cancellationToken = wait?.Token ?? cancellationToken;
        try
        {
            if (!mayBeFree)
            {
                Record(step, heldAround);
            }

#pragma warning disable CA2012 // The task is awaited once, by hand: its awaiter waits here for EndWait.
            ValueTask acquired = isSimulated ? SimulateAsync(step, cancellationToken) : AnyLock.AcquireAsync(next, cancellationToken);
#pragma warning restore CA2012
            if (mayBeFree && !acquired.IsCompleted)
            {
                RecordOrAbandon(step, heldAround, acquired, wait);
            }

            _awaiters[step] = acquired.ConfigureAwait(false).GetAwaiter();
            if (_waits.ValueOf(step) is { } recorded)
            {
                recorded.EndsWhen(IsOver(acquired, cancellationToken));
            }
        }
        catch (Exception exception)
        {
            Forget(step);
            if (exception is ObjectDisposedException disposed)
            {
                throw Disposed(step, Next(step), disposed);
            }

            throw;
        }

        if (!_awaiters[step].IsCompleted)
        {
            return false;
        }

        EndWait(step);
        return true;

        static Func<bool> IsOver(ValueTask acquired, CancellationToken cancellationToken) => () => acquired.IsCompleted || cancellationToken.IsCancellationRequested;
    }

    /// <summary>In a simulation: tells whether the wait is over; may be asked until <see cref="EndWait"/>.</summary>
    public Func<bool> IsWaitOver(int step) => _isWaitOver[step]!;

    /// <summary>Sets the continuation that is called when the wait is over. The caller no longer owns the step.</summary>
    public void OnWaitEnded(int step, Action continuation) => _awaiters[step].UnsafeOnCompleted(continuation);

    /// <summary>The wait is over: the lock is held, or this throws as <see cref="BeginWait"/> does.</summary>
    public void EndWait(int step)
    {
        ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter = _awaiters[step];
        _awaiters[step] = default;
        Forget(step);
        try
        {
            awaiter.GetResult();
        }
        catch (ObjectDisposedException exception)
        {
            throw Disposed(step, Next(step), exception);
        }

        _held[step]++;
    }

    /// <summary>Stores what was thrown while the step took its locks, for <see cref="ThrowIfFailed"/>.</summary>
    public void Fail(int step, Exception exception) => _failures[step] = exception;

    /// <summary>Throws what was stored for the step.</summary>
    public void ThrowIfFailed(int step)
    {
        if (_failures.ValueOf(step) is not null)
        {
            ExceptionDispatchInfo.Throw(_failures.Take(step)!);
        }
    }

    /// <summary>
    /// Drops the last of the locks that the step needs, and releases it if the step holds it; false if it needs none any more. The use of a key
    /// ends with it.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="failure">What the release threw, or if the lock was disposed an exception that names it; else null.</param>
    public bool TryReleaseLast(int step, out Exception? failure)
    {
        failure = null;
        if (_needed[step] == 0)
        {
            return false;
        }

        ref Entry entry = ref _locks[plan.Layout.LockStart[step] + --_needed[step]];
        Entry last = entry;
        entry = default;
        bool isHeld = _held[step] > _needed[step];
        _held[step] = Math.Min(_held[step], _needed[step]);
        try
        {
            if (isHeld)
            {
                AnyLock.Release(last.Lock);
            }

            (last.Lock as KeyedLock)?.EndUse();
        }
        catch (ObjectDisposedException exception)
        {
            failure = Disposed(step, last, exception);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        return true;
    }

    private HeldLockInfo Describe(int step, Entry entry) =>
        new(LockOrder.IdOf(entry.Lock), plan.Layout.LockNameOf(step, entry.Index), (entry.Lock as IPermitLock)?.Permits.Permits ?? 0);

    private ValueTask SimulateAsync(int step, CancellationToken cancellationToken)
    {
        if (Next(step).Lock is SemaphoreSlim semaphore)
        {
            SemaphoreWait wait = new(semaphore, cancellationToken);
            _isWaitOver[step] = () => wait.IsOver;
            return wait.AcquireAsync();
        }

        ValueTask acquired = AnyLock.AcquireAsync(Next(step).Lock, cancellationToken);
        _isWaitOver[step] = () => acquired.IsCompleted;
        return acquired;
    }

    // Throws if the wait would complete a deadlock. A step that waits and holds nothing, as no step around it does, cannot be part of one.
    private void Record(int step, List<HeldLock>? heldAround)
    {
        // A wait during which no lock is held cannot be part of a deadlock.
        if (!HoldsLocks(step, heldAround))
        {
            return;
        }

        List<HeldLock> held = heldAround ?? [];
        AddHeld(step, null, 0, held);

        Entry next = Next(step);
        LockWait wait = new(plan.Name, plan.Layout.NameOf(step), plan.Layout.LockNameOf(step, next.Index), next.Lock, [.. held]);
        if (LockWaits.OfProcess.Begin(wait) is { } deadlock)
        {
            throw new InvalidOperationException(deadlock);
        }

        _waits[step] = wait;
    }

    private bool HoldsLocks(int step, List<HeldLock>? heldAround) => _held[step] > 0 || heldAround is { Count: > 0 };

    // False only if a wait for the lock that began now could not complete a deadlock.
    private static bool MayDeadlock(object custom, List<HeldLock>? heldAround)
    {
        if (heldAround is not null)
        {
            foreach (HeldLock held in heldAround)
            {
                if (ReferenceEquals(held.Lock, custom))
                {
                    return true;
                }
            }
        }

        return LockWaits.OfProcess.IsHeld(custom);
    }

    // The lock may be granted at the moment at which the wait is cancelled: then it is given back. So it is if another step has completed
    // the deadlock just now, after MayDeadlock, and the wait cannot be cancelled.
    private void RecordOrAbandon(int step, List<HeldLock>? heldAround, ValueTask acquired, CancellationTokenSource? wait)
    {
        try
        {
            Record(step, heldAround);
        }
        catch (InvalidOperationException)
        {
            _ = ReleaseWhenAcquired(acquired, Next(step).Lock);
            wait?.Cancel();
            throw;
        }

        static async Task ReleaseWhenAcquired(ValueTask acquired, object abandoned)
        {
            try
            {
                await acquired.ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The lock is not held, and the step has failed for another reason.
                return;
            }

            AnyLock.Release(abandoned);
        }
    }

    private void Forget(int step)
    {
        if (_waits.ValueOf(step) is { } wait)
        {
            LockWaits.OfProcess.End(wait);
            _waits[step] = null;
        }
    }

    private Entry Next(int step) => _locks[plan.Layout.LockStart[step] + _held[step]];

    private InvalidOperationException Disposed(int step, Entry disposed, ObjectDisposedException exception) => Disposed(plan, step, disposed.Index, exception);

    /// <summary>The exception of a step whose lock is disposed.</summary>
    public static InvalidOperationException Disposed(FlowPlan plan, int step, int index, ObjectDisposedException exception) => new(
        $"Step '{plan.Layout.NameOf(step)}' needs lock '{plan.Layout.LockNameOf(step, index)}', which has been disposed. Dispose a lock only when no flow uses it any more.", exception);

    /// <summary>The lock that a step needs, which must be one.</summary>
    /// <exception cref="InvalidOperationException">The object is null or not a lock.</exception>
    public static object Check(FlowPlan plan, int step, int index, object? needed)
    {
        if (needed is not null && AnyLock.IsLock(needed))
        {
            return needed;
        }

        string what = needed is null ? "null" : $"a {needed.GetType()}, which is not a lock";
        throw new InvalidOperationException(
            $"Step '{plan.Layout.NameOf(step)}' needs lock '{plan.Layout.LockNameOf(step, index)}', which is {what}. Give it a lock before the flow runs: a FlowLock, FlowSemaphore, FlowLocks, SemaphoreSlim or IFlowLock.");
    }

    /// <summary>A lock that a step needs.</summary>
    /// <param name="Lock">The lock.</param>
    /// <param name="Index">Its place among the step's locks as declared.</param>
    private readonly record struct Entry(object Lock, int Index);
}
