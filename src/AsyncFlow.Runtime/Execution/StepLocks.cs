using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace AsyncFlow.Execution;

/// <summary>
/// The locks of a run's steps: which each step needs, in the global order and without repetition, and how many of them it
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

    // What was thrown while a step took its locks.
    private PerStep<Exception?> _failures = new(plan.Layout.Count);

    // For each step that waits in a simulation: whether its wait is over.
    private PerStep<Func<bool>?> _isWaitOver = new(plan.Layout.Count);

    /// <summary>Notes that the step needs a lock; one that it needs already is not noted twice.</summary>
    /// <exception cref="InvalidOperationException">The object is null or no lock.</exception>
    public void Add(int step, int index, object? needed)
    {
        if (needed is null || !AnyLock.IsLock(needed))
        {
            string what = needed is null ? "null" : $"a {needed.GetType()}, which is no lock";
            throw new InvalidOperationException(
                $"Step '{plan.Layout.NameOf(step)}' needs lock '{plan.Layout.LockNameOf(step, index)}', which is {what}. Give it a FlowLock, FlowSemaphore, SemaphoreSlim or IFlowLock before the flow runs.");
        }

        Span<Entry> known = _locks.AsSpan(plan.Layout.LockStart[step], _needed[step]);
        foreach (ref Entry entry in known)
        {
            if (ReferenceEquals(entry.Lock, needed))
            {
                return;
            }
        }

        // Insertion sort: steps have few locks, and most have one, whose age does not matter.
        Entry added = new(needed, index, known.IsEmpty ? 0 : LockOrder.AgeOf(needed));
        int place = known.Length;
        if (place == 1)
        {
            known[0] = known[0] with { Age = LockOrder.AgeOf(known[0].Lock) };
        }

        for (; place > 0 && known[place - 1].Age > added.Age; place--)
        {
            _locks[plan.Layout.LockStart[step] + place] = known[place - 1];
        }

        _locks[plan.Layout.LockStart[step] + place] = added;
        _needed[step]++;
    }

    /// <summary>Why a run within a step that holds all its locks must not wait for another lock; null if it may.</summary>
    public string? FindConflict(int step, object needed)
    {
        string? conflict = null;
        foreach (Entry entry in _locks.AsSpan(plan.Layout.LockStart[step], _needed[step]))
        {
            if (ReferenceEquals(entry.Lock, needed))
            {
                return $"{Holder(step)}, within which it runs, holds it, and so it would never be free. Let only one of the two hold it.";
            }

            if (LockOrder.AgeOf(entry.Lock) > LockOrder.AgeOf(needed))
            {
                conflict ??= $"{Holder(step)}, within which it runs, holds lock '{plan.Layout.LockNameOf(step, entry.Index)}', which comes after it in the order in which steps take locks, so two such steps could wait for each other. Let {Holder(step)} hold both.";
            }
        }

        return conflict;
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
    /// <param name="isSimulated">Whether <see cref="IsWaitOver"/> will be asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The lock is disposed; the message names it. What a lock throws otherwise passes through.</exception>
    public bool BeginWait(int step, bool isSimulated, CancellationToken cancellationToken)
    {
        try
        {
#pragma warning disable CA2012 // The task is awaited once, by hand: its awaiter waits here for EndWait.
            _awaiters[step] = (isSimulated ? SimulateAsync(step, cancellationToken) : AnyLock.AcquireAsync(Next(step).Lock, cancellationToken)).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
        }
        catch (ObjectDisposedException exception)
        {
            throw Disposed(step, Next(step), exception);
        }

        if (!_awaiters[step].IsCompleted)
        {
            return false;
        }

        EndWait(step);
        return true;
    }

    /// <summary>In a simulation: tells whether the wait is over; may be asked until <see cref="EndWait"/>.</summary>
    public Func<bool> IsWaitOver(int step) => _isWaitOver[step]!;

    /// <summary>Has the continuation called when the wait is over. The caller no longer owns the step.</summary>
    public void OnWaitEnded(int step, Action continuation) => _awaiters[step].UnsafeOnCompleted(continuation);

    /// <summary>The wait is over: the lock is held, or this throws as <see cref="BeginWait"/> does.</summary>
    public void EndWait(int step)
    {
        var awaiter = _awaiters[step];
        _awaiters[step] = default;
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

    /// <summary>Keeps what was thrown while the step took its locks, for <see cref="ThrowIfFailed"/>.</summary>
    public void Fail(int step, Exception exception) => _failures[step] = exception;

    /// <summary>Throws what was kept for the step.</summary>
    public void ThrowIfFailed(int step)
    {
        if (_failures.ValueOf(step) is not null)
        {
            ExceptionDispatchInfo.Throw(_failures.Take(step)!);
        }
    }

    /// <summary>Releases the lock that the step took last; false if it holds none any more.</summary>
    /// <param name="step">The step.</param>
    /// <param name="failure">What the release threw, or if the lock was disposed an exception that names it; else null.</param>
    public bool TryReleaseLast(int step, out Exception? failure)
    {
        failure = null;
        if (_held[step] == 0)
        {
            _locks.AsSpan(plan.Layout.LockStart[step], _needed[step]).Clear();
            _needed[step] = 0;
            return false;
        }

        Entry last = _locks[plan.Layout.LockStart[step] + --_held[step]];
        try
        {
            AnyLock.Release(last.Lock);
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

    private string Holder(int step) => $"step '{plan.Layout.NameOf(step)}' of flow '{plan.Name}'";

    private Entry Next(int step) => _locks[plan.Layout.LockStart[step] + _held[step]];

    private InvalidOperationException Disposed(int step, Entry disposed, ObjectDisposedException exception) => new(
        $"Step '{plan.Layout.NameOf(step)}' needs lock '{plan.Layout.LockNameOf(step, disposed.Index)}', which has been disposed. Dispose a lock only when no flow uses it any more.", exception);

    /// <summary>A lock that a step needs.</summary>
    /// <param name="Lock">The lock.</param>
    /// <param name="Index">Its place among the step's locks as declared.</param>
    /// <param name="Age">Its place in the global order; 0 as long as the step has only this one.</param>
    private readonly record struct Entry(object Lock, int Index, long Age);
}
