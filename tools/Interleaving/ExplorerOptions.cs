namespace AsyncFlow.Interleaving;

/// <summary>How far an exploration goes. Immutable.</summary>
public sealed record ExplorerOptions
{
    /// <summary>How often a thread that could go on may lose its turn in one schedule; 2 by default. All such schedules are tried.</summary>
    public int Preemptions { get; init; } = 2;

    /// <summary>
    /// How many choices of a schedule may differ from the first option, those of who goes on when a thread ends included; unlimited by default.
    /// For subjects with many threads (M. Emmi, S. Qadeer, Z. Rakamaric, "Delay-bounded scheduling", 2011).
    /// </summary>
    public int Deviations { get; init; } = int.MaxValue;

    /// <summary>How often a thread may begin to keep its stores in a buffer, as processors do; 1 by default. They stay in order, until a fence at the latest.</summary>
    public int DelayedStores { get; init; } = 1;

    /// <summary>The number of schedules after which the exploration stops; unlimited by default.</summary>
    public int MaxSchedules { get; init; } = int.MaxValue;
}
