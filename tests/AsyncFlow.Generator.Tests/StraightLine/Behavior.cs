namespace AsyncFlow.Generator.Tests.StraightLine;

/// <summary>What a step of a <see cref="ScriptedFlow"/> does.</summary>
public enum Behavior
{
    /// <summary>Completes at once.</summary>
    Complete,

    /// <summary>Waits until the gate is opened, and then completes.</summary>
    Suspend,

    /// <summary>Throws instead of returning something to await.</summary>
    Throw,

    /// <summary>Returns a task that has failed.</summary>
    Fail,

    /// <summary>Waits until the gate is opened, and then fails.</summary>
    FailLater,

    /// <summary>Returns a task that is cancelled, although the run is not.</summary>
    BeCanceled,

    /// <summary>Cancels the run and completes.</summary>
    CancelRun,

    /// <summary>Cancels the run and throws what a step throws that observes its token.</summary>
    CancelRunAndThrow,

    /// <summary>Cancels the run and then waits until the gate is opened.</summary>
    CancelRunAndSuspend,

    /// <summary>Changes the execution context.</summary>
    ChangeExecutionContext,

    /// <summary>Changes the synchronization context.</summary>
    ChangeSynchronizationContext,

    /// <summary>Changes both contexts, and then waits until the gate is opened.</summary>
    ChangeContextsAndSuspend,

    /// <summary>Changes both contexts, and then throws.</summary>
    ChangeContextsAndThrow,

    /// <summary>Changes both contexts, and then returns a task that has failed.</summary>
    ChangeContextsAndFail,

    /// <summary>Returns null instead of something to await.</summary>
    ReturnNull,

    /// <summary>Releases its own locks, so that the run cannot.</summary>
    ReleaseLocks,

    /// <summary>Needs a lock that is held until the gate is opened.</summary>
    FindLockHeld,

    /// <summary>The code that names its lock throws.</summary>
    NameNoLock,

    /// <summary>Needs a lock that is null.</summary>
    NeedNullLock,

    /// <summary>Needs a semaphore that has been disposed.</summary>
    NeedDisposedLock,
}
