using System.Threading.Tasks.Sources;

namespace AsyncFlow.Locks;

internal sealed partial class PermitQueue
{
    /// <summary>One wait for a permit. It ends once: the grant or the cancellation that removes it from the queue ends it.</summary>
    public sealed class Waiter : IValueTaskSource
    {
        private readonly PermitQueue _queue;
        private ManualResetValueTaskSourceCore<bool> _completion;

        // Written before the awaiter gets the task, read when the awaiter takes the result.
        private CancellationTokenRegistration _registration;

        public Waiter(PermitQueue queue, bool runContinuationsAsynchronously)
        {
            _queue = queue;
            _completion.RunContinuationsAsynchronously = runContinuationsAsynchronously;
        }

        /// <summary>The waiter's place in the queue; null when it is not queued. Guarded by the queue's monitor.</summary>
        public LinkedListNode<Waiter>? Node { get; set; }

        public ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    Waiter waiter = (Waiter)state!;
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
            // A callback that is running finds that the waiter has left the queue, so there is no need to wait for it.
            _registration.Unregister();
            _completion.GetResult(token);
        }

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _completion.OnCompleted(continuation, state, token, flags);
    }
}
