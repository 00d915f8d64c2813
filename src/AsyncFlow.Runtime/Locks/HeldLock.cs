namespace AsyncFlow.Locks;

/// <summary>A lock that is held while a step waits for another one.</summary>
/// <param name="Lock">The lock.</param>
/// <param name="Holder">The step around the waiting one that holds it; null if the waiting step itself does.</param>
/// <param name="Version">Distinguishes this execution of the step around from others.</param>
internal readonly record struct HeldLock(object Lock, ILockHolder? Holder = null, int Version = 0)
{
    /// <summary>Whether it is this lock, and held for as long as the waiting step waits.</summary>
    public bool IsKept(object candidate) => ReferenceEquals(Lock, candidate) && Holder?.KeepsLocks(Version) != false;
}

/// <summary>
/// A step that holds locks and runs another flow. All waits within it name the same object. Its text, <c>step 'x' of flow 'Y'</c>, is part
/// of messages. Safe to use from any thread.
/// </summary>
internal interface ILockHolder
{
    /// <summary>
    /// Whether that execution of the step keeps its locks until the steps within it have ended. False, and never true again, once it has
    /// ended or its run has been stopped.
    /// </summary>
    bool KeepsLocks(int version);
}
