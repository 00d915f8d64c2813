namespace AsyncFlow.Orleans.Storage;

/// <summary>Sees every transaction. Tests end the process there.</summary>
internal class StoreProbe
{
    public virtual void BeforeCommit(CommitKinds kinds)
    {
    }

    public virtual void AfterCommit(CommitKinds kinds)
    {
    }
}

/// <summary>What a transaction changes.</summary>
[Flags]
internal enum CommitKinds
{
    None = 0,
    Run = 1,
    Chunk = 2,
    Lock = 4,
    Any = Run | Chunk | Lock,
}
