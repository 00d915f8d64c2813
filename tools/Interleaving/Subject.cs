namespace AsyncFlow.Interleaving;

/// <summary>What is explored: some threads, and a check of what they leave. One object serves one schedule.</summary>
public abstract class Subject
{
    /// <summary>What the threads do. They may start others (<see cref="Explorer.Start"/>).</summary>
    public abstract IReadOnlyList<Action> Threads { get; }

    /// <summary>Throws if what the threads have left is wrong.</summary>
    public abstract void Check();
}
