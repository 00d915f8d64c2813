namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>Locks by key and limits that the steps of a random flow share, and who uses them now.</summary>
/// <param name="random">Chooses them.</param>
internal sealed class Constraints(Random random)
{
    /// <summary>How many keys there are.</summary>
    public const int Keys = 3;

    private readonly int[] _users = new int[Keys];
    private int _limits;
    private int _running;

    /// <summary>The locks.</summary>
    public FlowLocks<int> Locks { get; } = new();

    /// <summary>How often two steps had a key at the same time.</summary>
    public int Violations { get; private set; }

    /// <summary>How many steps ran at the same time at most.</summary>
    public int Most { get; private set; }

    /// <summary>The limit of the outermost flow.</summary>
    public int Limit { get; private set; }

    /// <summary>A limit for a flow or the elements of a list; 0 for none.</summary>
    public int NextLimit()
    {
        int limit = random.Next(4);
        Limit = _limits++ == 0 ? limit : Limit;
        return limit;
    }

    /// <summary>The key of a step; null for none.</summary>
    public int? NextKey() => random.Next(3) == 0 ? null : random.Next(Keys);

    /// <summary>A step runs, and has a key if it needs one, until the result is disposed. Thread-safe.</summary>
    public IDisposable Use(int? key)
    {
        lock (_users)
        {
            Most = Math.Max(Most, ++_running);
            Violations += key is { } taken && ++_users[taken] > 1 ? 1 : 0;
        }

        return new Usage(() =>
        {
            lock (_users)
            {
                _running--;
                if (key is { } held)
                {
                    _users[held]--;
                }
            }
        });
    }

    private sealed class Usage(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
