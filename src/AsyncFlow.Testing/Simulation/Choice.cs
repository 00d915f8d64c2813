namespace AsyncFlow.Testing;

/// <summary>Something that could happen next in a simulation: a step starts, or code that awaited something continues.</summary>
/// <param name="Run">The run's place among those of the simulation, from 0; -1 for code that belongs to no run.</param>
/// <param name="Step">The step; null for code that belongs to none.</param>
/// <param name="Number">Its place among everything that the step has ever had to do, from 0.</param>
/// <remarks>The same thing in two executions that went the same way is equal, also if each made its plan anew.</remarks>
internal readonly record struct Choice(int Run, StepInfo? Step, int Number) : IComparable<Choice>
{
    /// <summary>An order that does not depend on what came from other threads first.</summary>
    public int CompareTo(Choice other) => (Run, Step?.Index ?? -1, Number).CompareTo((other.Run, other.Step?.Index ?? -1, other.Number));

    /// <inheritdoc/>
    public bool Equals(Choice other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Run, Step?.Index, Number);
}

/// <summary>Decides what happens next.</summary>
internal interface IChooser
{
    /// <summary>Gives the index of one of the choices, of which there is at least one. Called by one thread at a time.</summary>
    int Choose(IReadOnlyList<Choice> choices);
}

/// <summary>Chooses at random, the same for the same seed everywhere.</summary>
internal sealed class RandomChooser(int seed) : IChooser
{
    // SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014). The framework's own
    // generator does not promise to give the same numbers in every version.
    private ulong _state = (ulong)seed;

    public int Choose(IReadOnlyList<Choice> choices)
    {
        if (choices.Count == 1)
        {
            return 0;
        }

        ulong random = _state += 0x9E3779B97F4A7C15;
        random = (random ^ (random >> 30)) * 0xBF58476D1CE4E5B9;
        random = (random ^ (random >> 27)) * 0x94D049BB133111EB;
        random ^= random >> 31;
        return (int)(random % (ulong)choices.Count);
    }
}
