namespace AsyncFlow.Interleaving.Scheduling;

/// <summary>A thread of one schedule. It runs on a carrier, and only when it is its turn.</summary>
internal sealed class VirtualThread(Schedule schedule, int id, Action body)
{
    [ThreadStatic]
    private static VirtualThread? s_current;

    /// <summary>The thread that the caller is; null outside of schedules.</summary>
    public static VirtualThread? Current
    {
        get => s_current;
        set => s_current = value;
    }

    public Schedule Schedule => schedule;

    /// <summary>The place among the threads of the schedule.</summary>
    public int Id => id;

    public Action Body => body;

    /// <summary>Released when it is the thread's turn.</summary>
    public SemaphoreSlim Turn { get; } = new(0);

    /// <summary>What has happened before what the thread does now.</summary>
    public int[] Clock { get; } = new int[Schedule.MostThreads];

    /// <summary>Stores that other threads do not see yet, the oldest first.</summary>
    public List<BufferedStore> Buffer { get; } = [];

    /// <summary>What the thread waits for; null if it can go on.</summary>
    public Func<bool>? WaitsFor { get; set; }

    public bool HasEnded { get; set; }

    public bool CanRun => !HasEnded && WaitsFor?.Invoke() != false;
}
