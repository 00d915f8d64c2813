namespace AsyncFlow.Execution;

/// <summary>How far a step has come; says what whoever gets it in hand is to do. In the order in which a step goes through them.</summary>
internal enum StepPhase : byte
{
    /// <summary>Nothing has been done, and the step runs only under a condition.</summary>
    IsConditional,

    /// <summary>Nothing has been done, and the step needs no lock.</summary>
    Ready,

    /// <summary>Nothing has been done, and the step needs locks.</summary>
    NeedsLocks,

    /// <summary>It waits, or has waited, for a lock.</summary>
    AwaitsLock,

    /// <summary>It holds its locks, or, if taking them failed, some.</summary>
    HoldsLocks,

    /// <summary>It waits for a slot or, in hand, has been granted one.</summary>
    AwaitsSlot,

    /// <summary>Its body runs; if the run's concurrency is limited it has a slot.</summary>
    Runs,

    /// <summary>It waits, or has waited, for what comes before its body.</summary>
    Intercepted,

    /// <summary>Its body waits, or has waited, for a task.</summary>
    AwaitsTask,

    /// <summary>Its body waits, or has waited, for something else.</summary>
    AwaitsOther,
}
