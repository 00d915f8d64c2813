namespace AsyncFlow.Benchmarks.Workloads;

/// <summary>What the steps do.</summary>
public enum Work
{
    /// <summary>Synchronous steps that do nothing, on worker threads.</summary>
    Synchronous,

    /// <summary>Asynchronous steps that have completed when they return.</summary>
    Completed,

    /// <summary>Asynchronous steps that go on from another work item.</summary>
    Yielding,

    /// <summary>Synchronous steps of 1 µs.</summary>
    Busy1,

    /// <summary>Synchronous steps of 10 µs.</summary>
    Busy10,

    /// <summary>Synchronous steps of 100 µs.</summary>
    Busy100,

    /// <summary>Completed steps that take and give results.</summary>
    Results,

    /// <summary>Completed steps that all hold one lock, which is always free.</summary>
    FreeLock,

    /// <summary>Yielding steps that all hold one lock.</summary>
    ContendedLock,

    /// <summary>Yielding steps that share a semaphore of two permits.</summary>
    ContendedSemaphore,
}
