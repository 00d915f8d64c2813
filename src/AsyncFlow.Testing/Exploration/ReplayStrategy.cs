using System.Collections.Immutable;
using AsyncFlow.Testing.Simulation;

namespace AsyncFlow.Testing.Exploration;

/// <summary>Chooses what a schedule says, and after its end always the first operation.</summary>
internal sealed class ReplayStrategy(int[] schedule) : ISchedulingStrategy
{
    private int _next;

    /// <summary>Whether the schedule chose an operation that did not exist: it belongs to another flow.</summary>
    public bool DoesNotFit { get; private set; }

    public int Choose(ImmutableSortedSet<Operation> ready)
    {
        if (ready.Count == 1 || _next == schedule.Length)
        {
            return 0;
        }

        int decision = schedule[_next++];
        if (decision < ready.Count)
        {
            return decision;
        }

        DoesNotFit = true;
        return 0;
    }
}
