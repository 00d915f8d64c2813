namespace AsyncFlow.Testing;

/// <summary>How to explore. Immutable; one object serves any number of explorations.</summary>
public sealed class ExplorationOptions
{
    private readonly int _maxSchedules = 10_000;
    private readonly TimeSpan _hangLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How to run the flow; by default as the flow says. Its <see cref="FlowOptions.Host"/> and
    /// <see cref="FlowOptions.TimeProvider"/> are not used: each schedule has a simulation of its own.
    /// </summary>
    public FlowOptions? Flow { get; init; }

    /// <summary>The seed of the first schedule of <see cref="Explore.RandomAsync{TFlow}(Func{TFlow}, int, Action{TFlow}, ExplorationOptions, CancellationToken)"/>; the next one's is one more. 0 by default.</summary>
    public int FirstSeed { get; init; }

    /// <summary>
    /// How many schedules <see cref="Explore.AllAsync{TFlow}(Func{TFlow}, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// tries before it gives up; 10,000 by default. The result says if it did.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxSchedules
    {
        get => _maxSchedules;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxSchedules));
            _maxSchedules = value;
        }
    }

    /// <summary>
    /// Whether it makes no difference which of two steps happens first; null, the default, for never. Then
    /// <see cref="Explore.AllAsync{TFlow}(Func{TFlow}, Action{TFlow}, ExplorationOptions, CancellationToken)"/> tries only one
    /// of the schedules that differ in nothing but the order of such steps.
    /// </summary>
    /// <remarks>
    /// Nobody but the author can know. Two steps are independent if neither writes what the other reads or writes, neither can
    /// fail or be cancelled, and they set no timers that are due at the same time. Steps that name a common lock, and all steps
    /// of a run with a limited concurrency, are never taken to be. If the answer is wrong, bugs are missed.
    /// </remarks>
    public Func<StepInfo, StepInfo, bool>? Independent { get; init; }

    /// <summary>A schedule that has not ended after this real time fails, since it hangs: 30 seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan HangLimit
    {
        get => _hangLimit;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(HangLimit));
            _hangLimit = value;
        }
    }
}
