using System.Reflection;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Locking;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>
/// Activations of a lock, of which several may exist at once: one that the others take for dead goes on for the steps that still find it. Calls and their replies
/// get lost, activations end at any time, and their clocks jump.
/// </summary>
internal sealed class LockCluster(ILockStore store, RandomLoop loop, Faults faults, Random random, TimeProvider time, TimeSpan lease)
{
    private readonly List<Activation> _activations = [];

    /// <summary>What a step sees of the cluster.</summary>
    /// <param name="isCutOff">Whether its calls are lost.</param>
    public IGrainFactory Connect(Func<bool> isCutOff)
    {
        IGrainFactory factory = DispatchProxy.Create<IGrainFactory, Factory>();
        ((Factory)(object)factory).Grain = new Connection(this, isCutOff);
        return factory;
    }

    private async Task<Activation> FindAsync()
    {
        await loop.HopAsync();
        if (faults.Occurs("activation killed") && _activations.Count > 0)
        {
            int killed = random.Next(_activations.Count);
            _activations[killed].IsDead = true;
            _activations.RemoveAt(killed);
        }

        if (_activations.Count == 0 || faults.Occurs("second activation"))
        {
            Activation activation = new(new JumpingClock(time));
            activation.Keeper = await LockKeeper.OpenAsync("net", store, activation.Clock, lease, () => Remove(activation));
            if (!activation.IsDead)
            {
                _activations.Add(activation);
            }
        }

        Activation found = _activations.Count == 0 ? throw new IOException("no activation") : _activations[random.Next(_activations.Count)];
        if (faults.Occurs("clock jumps"))
        {
            found.Clock.Offset += lease + lease;
        }

        return found;
    }

    private void Remove(Activation activation)
    {
        activation.IsDead = true;
        _activations.Remove(activation);
    }

    private async Task<T> CallAsync<T>(Func<bool> isCutOff, Func<LockKeeper, Task<T>> call)
    {
        if (isCutOff())
        {
            throw new IOException("cut off");
        }

        Activation activation = await FindAsync();
        T reply = await call(activation.Keeper);
        await loop.HopAsync();
        if (activation.IsDead || isCutOff())
        {
            throw new IOException("the activation has ended");
        }

        faults.Throw("reply lost");
        return reply;
    }

    /// <summary>The factory of grains, whose only grain is the lock.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
    public class Factory : DispatchProxy
#pragma warning restore CA1852
    {
        internal ILockGrain Grain { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
    }

    private sealed class Activation(JumpingClock clock)
    {
        public JumpingClock Clock => clock;

        public LockKeeper Keeper { get; set; } = null!;

        public bool IsDead { get; set; }
    }

    private sealed class JumpingClock(TimeProvider time) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

        public override long GetTimestamp() => time.GetTimestamp() + (long)(Offset.TotalSeconds * time.TimestampFrequency);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class Connection(LockCluster cluster, Func<bool> isCutOff) : ILockGrain
    {
        public Task<LockReply> AcquireAsync(LockRequest request) => cluster.CallAsync(isCutOff, keeper => keeper.AcquireAsync(request, TimeSpan.FromSeconds(5), default));

        public Task<LeaseState> RenewAsync(LockOwner owner, long fence) => cluster.CallAsync(isCutOff, keeper => Task.FromResult(keeper.Renew(owner, fence)));

        public Task LeaveAsync(LockOwner owner, string attempt, bool isStored) => cluster.CallAsync(isCutOff, async keeper =>
        {
            await keeper.LeaveAsync(owner, attempt, isStored);
            return true;
        });
    }
}
