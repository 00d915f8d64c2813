namespace AsyncFlow.Orleans.Storage;

/// <summary>Sees every transaction. Tests end the process there.</summary>
internal class StoreProbe
{
    public virtual void BeforeCommit()
    {
    }

    public virtual void AfterCommit()
    {
    }
}
