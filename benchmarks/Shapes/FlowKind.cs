namespace AsyncFlow.Benchmarks.Shapes;

/// <summary>What the steps of a generated flow look like.</summary>
public enum FlowKind
{
    /// <summary>Synchronous methods.</summary>
    Sync,

    /// <summary>Methods that return a task.</summary>
    Async,

    /// <summary>Methods that take the results of their upstreams and return a task with one.</summary>
    Typed,

    /// <summary>Like <see cref="Async"/>, all holding one lock.</summary>
    Locked,

    /// <summary>Like <see cref="Async"/>, all holding a permit of one semaphore.</summary>
    Shared,
}
