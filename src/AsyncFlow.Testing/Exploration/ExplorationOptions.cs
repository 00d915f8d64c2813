namespace AsyncFlow.Testing;

/// <summary>How to explore. Immutable; one object can be used for any number of explorations.</summary>
public sealed class ExplorationOptions
{
    private readonly int _maxSchedules = 10_000;
    private readonly TimeSpan _hangLimit = TimeSpan.FromSeconds(30);
    private readonly string? _htmlPath;

    /// <summary>
    /// How to run the flow; null, the default, for the flow's own choices. Its <see cref="FlowOptions.Host"/> and
    /// <see cref="FlowOptions.TimeProvider"/> are ignored, since each schedule has a simulation of its own.
    /// </summary>
    public FlowOptions? Flow { get; init; }

    /// <summary>
    /// The seed of the first schedule of <see cref="Explore.RandomAsync{TFlow}(Func{TFlow}, int, Action{TFlow}, ExplorationOptions, CancellationToken)"/>;
    /// each further schedule has the next higher seed. 0 by default.
    /// </summary>
    public int FirstSeed { get; init; }

    /// <summary>
    /// The number of schedules after which <see cref="Explore.AllAsync{TFlow}(Func{TFlow}, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// stops; 10,000 by default. <see cref="ExplorationResult.IsComplete"/> tells whether there are more.
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
    /// Tells whether the order of two steps makes no difference; null, the default, if it always can. Of the schedules that differ only in
    /// the order of such steps, <see cref="Explore.AllAsync{TFlow}(Func{TFlow}, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// tries one.
    /// </summary>
    /// <remarks>
    /// Two steps are independent if neither writes what the other reads or writes, neither can fail or be cancelled, and they set no
    /// timers that are due at the same time. A wrong answer hides bugs. The function is not asked about steps that name a common lock,
    /// or about steps of a run with limited concurrency: those are never independent. What it throws ends the exploration.
    /// </remarks>
    public Func<StepInfo, StepInfo, bool>? Independent { get; init; }

    /// <summary>The real time after which a schedule that has not ended fails; 30 seconds by default.</summary>
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

    /// <summary>
    /// The file to which the page of a schedule that fails is written, as by <see cref="ExplorationException.SaveHtml"/>; it is replaced if it exists. Null,
    /// the default, for none. If it cannot be written, the message of the exception says why.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? HtmlPath
    {
        get => _htmlPath;
        init
        {
            if (value is not null)
            {
                ArgumentException.ThrowIfNullOrEmpty(value, nameof(HtmlPath));
            }

            _htmlPath = value;
        }
    }

    /// <summary>The clock of <see cref="HangLimit"/>.</summary>
    internal TimeProvider HangClock { get; init; } = TimeProvider.System;
}
