using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Locking;
using AsyncFlow.Orleans.Storage;
using Orleans.Concurrency;

namespace AsyncFlow.Orleans.Grains;

/// <inheritdoc cref="ILockGrain"/>
[Reentrant]
internal sealed class LockGrain(ILockStore store, DurableLimits limits, TimeProvider time, Waiting waiting) : Grain, ILockGrain
{
    private LockKeeper _keeper = null!;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _keeper = await LockKeeper.OpenAsync(this.GetPrimaryKeyString(), store, time, limits.LockLease, DeactivateOnIdle);

    /// <inheritdoc/>
    public Task<LockReply> AcquireAsync(LockRequest request) => _keeper.AcquireAsync(request, Waiting.Limit, waiting.Stopping);

    /// <inheritdoc/>
    public Task<LeaseState> RenewAsync(LockOwner owner, long fence) => Task.FromResult(_keeper.Renew(owner, fence));

    /// <inheritdoc/>
    public Task LeaveAsync(LockOwner owner, string attempt, bool isStored) => _keeper.LeaveAsync(owner, attempt, isStored);
}
