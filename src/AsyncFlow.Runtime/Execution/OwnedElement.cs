namespace AsyncFlow.Execution;

/// <summary>An element of a stream that the run disposes when nothing works on it any more. Guarded by the gate of the stream.</summary>
/// <param name="madeFrom">The element that it was made from, which is disposed after it; null for none that the run owns.</param>
/// <param name="users">How many steps take it.</param>
internal abstract class OwnedElement(OwnedElement? madeFrom, int users)
{
    private int _users = users;

    /// <summary>A step has ended its work on the element, or what was made from it has been disposed.</summary>
    /// <returns>Whether the element is to be disposed now.</returns>
    public bool EndUse() => --_users == 0;

    /// <summary>The element has been disposed.</summary>
    /// <returns>The one that is to be disposed next; null for none.</returns>
    public OwnedElement? Disposed()
    {
        Forget();
        return madeFrom?.EndUse() == true ? madeFrom : null;
    }

    /// <summary>Disposes the element. Called once, while the gate is not held. Does not throw.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The run does not own the element any more.</summary>
    protected abstract void Forget();
}

/// <summary>Results that are disposed one by one.</summary>
internal interface IOwnedElements
{
    /// <summary>What disposing them has thrown.</summary>
    IReadOnlyList<Exception> Failures { get; }
}
