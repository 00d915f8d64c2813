namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// A custom lock, first come, first served. The next waiter continues inside Release, on the stack of the releaser,
/// as with a simple hand-written lock.
/// </summary>
internal sealed class TestLock : IFlowLock
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiters = new();
    private bool _held;

    public Exception? ThrowsOnAcquire { get; set; }

    public bool ThrowsLater { get; set; }

    public Exception? ThrowsOnRelease { get; set; }

    public bool IsHeld
    {
        get
        {
            lock (_gate)
            {
                return _held;
            }
        }
    }

    public ValueTask AcquireAsync(CancellationToken cancellationToken)
    {
        if (ThrowsOnAcquire is { } failure)
        {
            return ThrowsLater ? ThrowLater(failure) : throw failure;
        }

        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_held)
            {
                _held = true;
                return ValueTask.CompletedTask;
            }

            LinkedListNode<TaskCompletionSource> waiter = _waiters.AddLast(new TaskCompletionSource());
            return new(Wait(waiter, cancellationToken));
        }
    }

    public void Release()
    {
        TaskCompletionSource? next = null;
        lock (_gate)
        {
            Assert.True(_held, "Released without being held.");
            if (_waiters.First is { } first)
            {
                next = first.Value;
                _waiters.RemoveFirst();
            }
            else
            {
                _held = false;
            }
        }

        if (next is not null)
        {
            ForeignStack.Run(next.SetResult);
        }

        if (ThrowsOnRelease is { } failure)
        {
            throw failure;
        }
    }

    private static async ValueTask ThrowLater(Exception failure)
    {
        await Task.Yield();
        throw failure;
    }

    private async Task Wait(LinkedListNode<TaskCompletionSource> waiter, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => Cancel(waiter, cancellationToken), null);
        await waiter.Value.Task.ConfigureAwait(false);
    }

    private void Cancel(LinkedListNode<TaskCompletionSource> waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (waiter.List is null)
            {
                return;
            }

            _waiters.Remove(waiter);
        }

        waiter.Value.SetCanceled(cancellationToken);
    }
}
