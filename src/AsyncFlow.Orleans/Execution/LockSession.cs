using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Execution;

/// <summary>
/// The locks of one execution of a step, or of an element. They are taken in the order of their names, in every flow, so that steps never wait for each other
/// in a circle. Their leases are renewed as long as the execution lasts.
/// </summary>
internal sealed class LockSession : IAsyncDisposable
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(200);

    private readonly LockServices _services;
    private readonly LockOwner _owner;
    private readonly long _epoch;
    private readonly string _attempt = Guid.NewGuid().ToString("N");
    private readonly HashSet<string> _asked = [];
    private readonly Dictionary<string, HeldLock> _held = [];
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;

    private LockSession(LockServices services, LockOwner owner, long epoch)
    {
        (_services, _owner, _epoch) = (services, owner, epoch);
        _renewing = RenewAsync();
    }

    private TimeProvider Time => _services.Time;

    private TimeSpan Lease => _services.Limits.LockLease;

    /// <summary>Cancelled when a lock was granted to another execution, or may have been.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether a newer execution of the same owner has the locks.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Takes locks.</summary>
    /// <param name="services">The services.</param>
    /// <param name="owner">What is executed.</param>
    /// <param name="epoch">The epoch of the run that asked for it.</param>
    /// <param name="locks">The locks.</param>
    /// <param name="cancellationToken">Ends the wait. No lock is held then.</param>
    /// <exception cref="LostRunException">A newer execution of the same owner waits.</exception>
    public static async Task<LockSession> TakeAsync(LockServices services, LockOwner owner, long epoch, IReadOnlyList<DurableSemaphore> locks, CancellationToken cancellationToken)
    {
        LockSession session = new(services, owner, epoch);
        try
        {
            foreach (DurableSemaphore next in locks.OrderBy(static item => item.Name, StringComparer.Ordinal))
            {
                await session.TakeAsync(next, cancellationToken);
            }

            return session;
        }
        catch
        {
            await session.ReleaseAsync();
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The fences, in an order.</summary>
    /// <param name="locks">The locks in that order.</param>
    public HeldLock[] InOrderOf(IReadOnlyList<DurableSemaphore> locks) => [.. locks.Select(item => _held[item.Name])];

    /// <summary>Releases the locks, and leaves the queues. Not for an execution whose result is stored: that commit releases them.</summary>
    public Task ReleaseAsync() => Task.WhenAll(_asked.ToArray().Select(LeaveAsync));

    /// <summary>Ends the renewals. What is still held then is released by the commit, or when the lease runs out.</summary>
    public ValueTask DisposeAsync()
    {
        _ended.Cancel();
        return EndAsync();
    }

    private async ValueTask EndAsync()
    {
        await _renewing;
        _ended.Dispose();
        _lost.Dispose();
    }

    private async Task TakeAsync(DurableSemaphore next, CancellationToken cancellationToken)
    {
        LockTicket? ticket = null;
        _asked.Add(next.Name);
        while (true)
        {
            LockReply reply;
            try
            {
                reply = await Grain(next.Name).AcquireAsync(new LockRequest(_owner, _attempt, next.Permits, ticket) { Epoch = _epoch }).WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The process of the lock has ended, or the database did not answer. Asking again is safe, and keeps the place in the queue.
                _services.Log.LockFailed(next.Name, exception);
                await Task.Delay(s_retryDelay, Time, cancellationToken);
                continue;
            }

            if (reply.IsSuperseded)
            {
                throw new LostRunException(next.Name);
            }

            if (reply.Fence > 0)
            {
                _held[next.Name] = new HeldLock(next.Name, reply.Fence, _attempt);
                return;
            }

            ticket = reply.Ticket ?? ticket;
        }
    }

    private async Task RenewAsync()
    {
        long renewed = Time.GetTimestamp();
        while (true)
        {
            try
            {
                await Task.Delay(Lease / 3, Time, _ended.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            long asked = Time.GetTimestamp();
            LeaseState[]? states = await AskAsync();
            IsSuperseded = states?.Contains(LeaseState.Superseded) == true;
            if (states?.All(static state => state == LeaseState.Held) == true)
            {
                renewed = asked;
            }
            else if (states is not null || Time.GetElapsedTime(renewed) >= Lease)
            {
                // Others have the locks, or may have them.
                await _lost.CancelAsync();
                return;
            }
        }
    }

    // Null if a lock did not answer.
    private async Task<LeaseState[]?> AskAsync()
    {
        try
        {
            return await Task.WhenAll(_held.Values.ToArray().Select(held => Grain(held.Name).RenewAsync(_owner, held.Fence))).WaitAsync(Lease / 3, Time);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task LeaveAsync(string name)
    {
        try
        {
            await Grain(name).LeaveAsync(_owner, _attempt, isStored: false);
        }
        catch (Exception)
        {
            // The lease runs out.
        }
    }

    private ILockGrain Grain(string name) => _services.Grains.GetGrain<ILockGrain>(name);
}
