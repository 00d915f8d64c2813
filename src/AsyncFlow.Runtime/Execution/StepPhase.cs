namespace AsyncFlow.Execution;

/// <summary>How far a step has come, and so what the thread that owns it does next. In the order in which a step goes through them.</summary>
internal enum StepPhase : byte
{
    /// <summary>The step does not run, because only others were asked for.</summary>
    IsOmitted,

    /// <summary>The step does not run, because a journal has its result.</summary>
    IsKept,

    /// <summary>Nothing has been done, and the step runs only under a condition.</summary>
    IsConditional,

    /// <summary>Nothing has been done, and the step needs only to be started.</summary>
    Ready,

    /// <summary>Nothing has been done, and the step needs locks.</summary>
    NeedsLocks,

    /// <summary>It waits, or has waited, for a lock.</summary>
    AwaitsLock,

    /// <summary>It holds its locks, or, if taking them failed, some.</summary>
    HoldsLocks,

    /// <summary>It waits for a slot, or has been taken out of the queue without one.</summary>
    AwaitsSlot,

    /// <summary>It has been granted a slot.</summary>
    HoldsSlot,

    /// <summary>Its body runs; if the run's concurrency is limited it has a slot.</summary>
    Runs,

    /// <summary>It waits, or has waited, for an interceptor.</summary>
    Intercepted,

    /// <summary>Its body waits, or has waited, for a task.</summary>
    AwaitsTask,

    /// <summary>Its body waits, or has waited, for something else.</summary>
    AwaitsOther,

    /// <summary>It has succeeded, and waits, or has waited, until a journal has its result.</summary>
    AwaitsJournal,
}
