namespace AsyncFlow.Locks;

/// <summary>A lock of this library: the engine takes it through its <see cref="PermitQueue"/>.</summary>
internal interface IPermitLock
{
    PermitQueue Permits { get; }
}
