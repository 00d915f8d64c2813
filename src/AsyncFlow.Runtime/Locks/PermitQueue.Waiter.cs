using System.Threading.Tasks.Sources;

namespace AsyncFlow;

internal sealed partial class PermitQueue
{
    /// <summary>One wait for a permit. It ends exactly once: granted or cancelled, whichever takes it out of the queue.</summary>
    public sealed class Waiter : IValueTaskSource
    {
        private readonly PermitQueue _queue;
        private ManualResetValueTaskSourceCore<bool> _completion;

        // Written before the awaiter gets the task, read by the awaiter when the wait has ended.
        private CancellationTokenRegistration _registration;

        public Waiter(PermitQueue queue, bool runContinuationsAsynchronously)
        {
            _queue = queue;
            _completion.RunContinuationsAsynchronously = runContinuationsAsynchronously;
        }

        /// <summary>Where this waiter stands in the queue; null when it stands there no more. Guarded by the queue's monitor.</summary>
        public LinkedListNode<Waiter>? Node { get; set; }

        public ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var waiter = (Waiter)state!;
                    if (waiter._queue.TryCancel(waiter))
                    {
                        waiter._completion.SetException(new OperationCanceledException(token));
                    }
                },
                this);
            return new ValueTask(this, _completion.Version);
        }

        public void Grant() => _completion.SetResult(true);

        void IValueTaskSource.GetResult(short token)
        {
            // A callback that runs at this moment finds that this waiter has left the queue, so there is no need to wait for it.
            _registration.Unregister();
            _completion.GetResult(token);
        }

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _completion.OnCompleted(continuation, state, token, flags);
    }
}
