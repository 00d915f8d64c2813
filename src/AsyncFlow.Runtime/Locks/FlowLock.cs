namespace AsyncFlow;
/// <summary>.</summary>
public sealed class FlowLock : IFlowLock
{
    /// <summary>.</summary>
    public FlowLock() { }
    /// <summary>.</summary>
    public FlowLock(string name) { _ = name; }
    /// <summary>.</summary>
    public ValueTask AcquireAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>.</summary>
    public void Release() => throw new NotImplementedException();
}
/// <summary>.</summary>
public sealed class FlowSemaphore(int permits, string? name = null) : IFlowLock
{
    /// <summary>.</summary>
    public int Permits { get; } = permits;
    /// <summary>.</summary>
    public string? Name { get; } = name;
    /// <summary>.</summary>
    public ValueTask AcquireAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>.</summary>
    public void Release() => throw new NotImplementedException();
}
