using System.Runtime.ExceptionServices;

namespace AsyncFlow;

// The loop itself, and how work gets to it.
public sealed partial class EventLoopHost
{
    private void Pump()
    {
        SynchronizationContext? outer = System.Threading.SynchronizationContext.Current;
        ExecutionContext? own = ExecutionContext.Capture();
        s_current = this;
        try
        {
            System.Threading.SynchronizationContext.SetSynchronizationContext(_context);
            while (_queue.TryTake(out SendOrPostCallback? callback, out object? state))
            {
                Execute(callback, state);

                // A callback does not see ambient values that another has set.
                if (own is not null)
                {
                    ExecutionContext.Restore(own);
                }

                System.Threading.SynchronizationContext.SetSynchronizationContext(_context);
            }
        }
        finally
        {
            s_current = null;
            System.Threading.SynchronizationContext.SetSynchronizationContext(outer);
        }

        foreach ((_, object? state) in _queue.TakeLeftOver())
        {
            // A thread blocks until it is done.
            (state as Sent)?.Refuse();
        }

        _ended.SetResult();
    }

    private void Execute(SendOrPostCallback? callback, object? state)
    {
        try
        {
            if (callback is null)
            {
                ((FlowWorker)state!).Execute();
            }
            else
            {
                callback(state);
            }
        }
        catch (Exception exception) when (_ownThread is null)
        {
            _failures.Add(exception);
            _queue.Stop();
        }
        catch (Exception exception)
        {
            OnUnhandled(exception);
        }
    }

    private void OnUnhandled(Exception exception)
    {
        if (UnhandledException is { } handler)
        {
            handler(this, new UnhandledExceptionEventArgs(exception, isTerminating: false));
        }
        else
        {
            // As for an async void method without a context: thrown where nothing catches it.
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(static exception => ExceptionDispatchInfo.Throw(exception), exception, preferLocal: false);
        }
    }

    /// <summary>Brings awaits back to the loop.</summary>
    private sealed class LoopContext(EventLoopHost loop) : HostContext
    {
        public override FlowHost Host => loop;

        public override void Post(SendOrPostCallback d, object? state)
        {
            ArgumentNullException.ThrowIfNull(d);

            // If an exception ended the loop, Run has thrown it. Another one here would be raised for each method that awaits
            // something, and end the process.
            ObjectDisposedException.ThrowIf(!loop._queue.TryPost(d, state) && !loop._queue.WasStopped, loop);
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
            ArgumentNullException.ThrowIfNull(d);
            if (s_current == loop)
            {
                d(state);
                return;
            }

            Sent sent = new(d, state);
            ObjectDisposedException.ThrowIf(!loop._queue.TryPost(static sent => ((Sent)sent!).Execute(), sent), loop);
            sent.Wait();
        }

        public override SynchronizationContext CreateCopy() => this;

        // Called for async void methods.
        public override void OperationStarted() => loop._queue.BeginOperation();

        public override void OperationCompleted() => loop._queue.EndOperation();
    }

    /// <summary>A callback that a thread outside the loop waits for.</summary>
    private sealed class Sent(SendOrPostCallback callback, object? state)
    {
        private readonly TaskCompletionSource _done = new();

        public void Execute()
        {
            try
            {
                callback(state);
                _done.SetResult();
            }
            catch (Exception exception)
            {
                _done.SetException(exception);
            }
        }

        public void Refuse() => _done.SetException(new ObjectDisposedException(nameof(EventLoopHost)));

        public void Wait() => _done.Task.GetAwaiter().GetResult();
    }
}
