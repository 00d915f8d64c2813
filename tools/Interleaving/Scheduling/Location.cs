namespace AsyncFlow.Interleaving.Scheduling;

/// <summary>What is known of one place in memory in one schedule.</summary>
internal sealed class Location
{
    private const int Kinds = 4;

    // When each thread last accessed it in each way, on the thread's own clock; 0 for never.
    private readonly int[] _last = new int[Kinds * Schedule.MostThreads];

    /// <summary>The sites in the code that accessed it.</summary>
    public List<int> Sites { get; } = [];

    /// <summary>What happened before the last store that a thread can read with synchronization.</summary>
    public int[] Released { get; } = new int[Schedule.MostThreads];

    /// <summary>The first thread that accessed it with synchronization; -1 for none.</summary>
    public int FirstThread { get; set; } = -1;

    public void Clear()
    {
        Array.Clear(_last);
        Array.Clear(Released);
        Sites.Clear();
        FirstThread = -1;
    }

    /// <summary>Notes an access.</summary>
    /// <returns>Whether it races with an earlier one: neither happened before the other, one is a store, and one is plain.</returns>
    public bool Note(VirtualThread thread, bool isStore, bool isPlain)
    {
        bool races = false;
        for (int kind = 0; kind < Kinds; kind++)
        {
            bool wasStore = (kind & 1) != 0, wasPlain = (kind & 2) != 0;
            for (int other = 0; (isStore || wasStore) && (isPlain || wasPlain) && other < Schedule.MostThreads; other++)
            {
                races |= other != thread.Id && _last[(kind * Schedule.MostThreads) + other] > thread.Clock[other];
            }
        }

        _last[(((isStore ? 1 : 0) + (isPlain ? 2 : 0)) * Schedule.MostThreads) + thread.Id] = thread.Clock[thread.Id];
        return races;
    }
}
