using System.Collections.Immutable;

namespace AsyncFlow.Testing.Simulation;

/// <summary>Decides what happens next in a simulation.</summary>
internal interface ISchedulingStrategy
{
    /// <summary>Chooses an operation. Called by one thread at a time.</summary>
    /// <param name="ready">What can happen next; not empty.</param>
    /// <returns>The index of the chosen operation.</returns>
    int Choose(ImmutableSortedSet<Operation> ready);
}
