namespace Outside;

/// <summary>What every step of a large flow does, for both sides.</summary>
internal abstract class Body
{
    public abstract Task RunAsync(CancellationToken ct);

    // Tasks of the smallest numbers are cached: no side allocates for results.
    public virtual Task<int> AddAsync(int sum) => Task.FromResult(sum & 7);
}

/// <summary>Nothing.</summary>
internal sealed class EmptyBody : Body
{
    public override Task RunAsync(CancellationToken ct) => Task.CompletedTask;
}

/// <summary>Goes on from another work item.</summary>
internal sealed class YieldingBody : Body
{
    public override async Task RunAsync(CancellationToken ct) => await Task.Yield();
}
