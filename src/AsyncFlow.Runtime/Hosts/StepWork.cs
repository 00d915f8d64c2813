namespace AsyncFlow;

/// <summary>What a host that chooses steps is given: starts or continues one.</summary>
internal abstract class StepWork : IThreadPoolWorkItem
{
    /// <summary>
    /// Whether the step's own code has ended, and all that is left is to say so to whatever waits for it. Known as long as the
    /// work has not been executed.
    /// </summary>
    public abstract bool OnlyEnds { get; }

    /// <inheritdoc/>
    public abstract void Execute();
}
