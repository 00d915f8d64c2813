using System.Collections.Immutable;

namespace AsyncFlow.Testing.Simulation;

/// <summary>Chooses at random. The same seed gives the same choices on every platform.</summary>
internal sealed class RandomStrategy(int seed) : ISchedulingStrategy
{
    // SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014). The framework does not
    // guarantee that its own generator gives the same numbers in every version.
    private ulong _state = (ulong)seed;

    public int Choose(ImmutableSortedSet<Operation> ready)
    {
        if (ready.Count == 1)
        {
            return 0;
        }

        ulong random = _state += 0x9E3779B97F4A7C15;
        random = (random ^ (random >> 30)) * 0xBF58476D1CE4E5B9;
        random = (random ^ (random >> 27)) * 0x94D049BB133111EB;
        random ^= random >> 31;
        return (int)(random % (ulong)ready.Count);
    }
}
