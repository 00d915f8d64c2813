using System.Runtime.CompilerServices;
using AsyncFlow.Interleaving;
using AsyncFlow.Locks;
using Xunit.Abstractions;

namespace AsyncFlow.Verification.Tests;

/// <summary>The queue of locks: permits are neither lost nor given twice, whatever is cancelled.</summary>
public class PermitQueueTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 3, false)]
    [InlineData(1, 2, true)]
    [InlineData(2, 3, false)]
    [InlineData(2, 3, true)]
    public void Every_thread_gets_a_permit_or_is_cancelled(int permits, int threads, bool cancels) => output.Explore(() => new Clients(permits, threads, cancels));

    [Fact]
    public void A_lock_is_entered_and_left_by_hand() => output.Explore(static () => new Leases());

    private sealed class Clients(int permits, int threads, bool cancels) : Subject
    {
        private readonly PermitQueue _queue = new(permits);
        private readonly FlowSemaphore _owner = new(permits);
        private int _holders;
        private int _ended;

        private CancellationTokenSource Cancellation { get; } = new();

        public override IReadOnlyList<Action> Threads =>
        [
            .. Enumerable.Range(0, threads).Select(index => (Action)(() => Use(index))),
            .. cancels ? (Action[])[Cancellation.Cancel] : [],
        ];

        public override void Check()
        {
            Assert.Equal(threads, _ended);
            for (int i = 0; i < permits; i++)
            {
                Assert.True(_queue.TryAcquire(), "A permit is lost.");
            }

            Assert.False(_queue.TryAcquire(), "There is a permit too many.");
            Cancellation.Dispose();
        }

        private void Use(int index)
        {
            // Only the first can be cancelled.
#pragma warning disable CA2012 // Awaited once, by hand: a continuation runs on the thread of the schedule that completes the wait.
            ValueTaskAwaiter awaiter = _queue.AcquireAsync(runContinuationsAsynchronously: false, index == 0 ? Cancellation.Token : default).GetAwaiter();
#pragma warning restore CA2012
            if (awaiter.IsCompleted)
            {
                Hold(awaiter);
            }
            else
            {
                awaiter.UnsafeOnCompleted(() => Hold(awaiter));
            }
        }

        private void Hold(ValueTaskAwaiter awaiter)
        {
            _ended++;
            try
            {
                awaiter.GetResult();
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Assert.InRange(++_holders, 1, permits);
            _holders--;
            _queue.Release(_owner);
        }
    }

    // A lease is disposed twice, by two threads, while another one wants the lock.
    private sealed class Leases : Subject
    {
        private readonly FlowLock _lock = new();
        private readonly FlowLockLease _lease;
        private int _entered;

        public Leases() => Assert.True(_lock.TryEnter(out _lease));

        public override IReadOnlyList<Action> Threads => [_lease.Dispose, _lease.Dispose, EnterTwice];

        public override void Check()
        {
            Assert.True(_lock.TryAcquire(), "The lock is lost.");
            Assert.InRange(_entered, 0, 2);
        }

        private void EnterTwice()
        {
            for (int i = 0; i < 2; i++)
            {
                if (_lock.TryEnter(out FlowLockLease lease))
                {
                    _entered++;
                    Assert.False(_lock.TryAcquire(), "The lock has two holders.");
                    lease.Dispose();
                }
            }
        }
    }
}
