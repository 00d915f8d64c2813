namespace AsyncFlow.Testing.Simulation;

/// <summary>Something that the simulation loop executes.</summary>
internal interface ISimulatedWork
{
    /// <summary>The synchronization context of the code that is executed; null for none.</summary>
    SynchronizationContext? Context { get; }

    /// <summary>Executes the work. May throw what the user's code throws.</summary>
    void Execute();
}
