namespace AsyncFlow.Locks;

/// <summary>A step's wait for a lock while locks are held, by the step or by steps around it.</summary>
/// <param name="flow">The name of the step's flow.</param>
/// <param name="step">The step's name.</param>
/// <param name="lockName">The step's name for the wanted lock.</param>
/// <param name="wanted">The wanted lock.</param>
/// <param name="held">The held locks. They are not released as long as the step waits.</param>
internal sealed class LockWait(string flow, string step, string lockName, object wanted, HeldLock[] held)
{
    private Func<bool>? _isOver;

    public string Flow => flow;

    public string Step => step;

    public object Wanted => wanted;

    public string LockName => lockName;

    public HeldLock[] Held => held;

    /// <summary>Whether the lock is granted or the wait cancelled, though the step may not have resumed yet.</summary>
    public bool IsOver => Volatile.Read(ref _isOver)?.Invoke() == true;

    /// <summary>Tells how <see cref="IsOver"/> is known. Until then it is false.</summary>
    /// <param name="isOver">Safe to call from any thread as long as the wait is recorded; must not block.</param>
    public void EndsWhen(Func<bool> isOver) => Volatile.Write(ref _isOver, isOver);
}
