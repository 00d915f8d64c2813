namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>What goes wrong, by a seed.</summary>
internal sealed class Faults(Random random, int max)
{
    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    public Dictionary<string, int> Kinds { get; } = [];

    /// <summary>Whether something goes wrong now.</summary>
    /// <param name="kind">What.</param>
    /// <param name="oneOf">How rare it is.</param>
    public bool Occurs(string kind, int oneOf = 12)
    {
        if (Count >= max || random.Next(oneOf) != 0)
        {
            return false;
        }

        Count++;
        Kinds[kind] = Kinds.GetValueOrDefault(kind) + 1;
        return true;
    }

    public void Throw(string kind)
    {
        if (Occurs(kind))
        {
            throw new IOException($"injected: {kind}");
        }
    }
}
