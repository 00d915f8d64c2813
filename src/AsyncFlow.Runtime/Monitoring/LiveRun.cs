using AsyncFlow.Reports;

namespace AsyncFlow.Monitoring;

/// <summary>A run that has started and not ended, as its events tell. Thread-safe.</summary>
internal sealed class LiveRun(in RunStarted started)
{
    // Null for a step that has not become ready, or that neither needs a lock nor a slot and has not started.
    private readonly LiveStep?[] _steps = new LiveStep?[started.Plan.Layout.ShownCount];

    public FlowPlan Plan { get; } = started.Plan;

    public long Id { get; } = started.RunId;

    public RunOrigin Parent { get; } = started.Parent;

    public long Started { get; } = started.Timestamp;

    public TimeProvider TimeProvider { get; } = started.TimeProvider;

    /// <summary>How many of its steps may run at the same time; 0 for no limit of its own.</summary>
    public int MaxConcurrency { get; } = started.MaxConcurrency;

    /// <summary>What a step does; null if that is not known yet.</summary>
    public LiveStep? this[int step]
    {
        get => Volatile.Read(ref _steps[step]);
        set => Volatile.Write(ref _steps[step], value);
    }

    /// <summary>How many steps there are.</summary>
    public int Count => _steps.Length;

    /// <summary>How many steps are in a state.</summary>
    public int CountOf(LiveState state)
    {
        int count = 0;
        for (int step = 0; step < Count; step++)
        {
            count += this[step]?.State == state ? 1 : 0;
        }

        return count;
    }

    /// <summary>How long ago something happened.</summary>
    public string Age(long since) => TimeText.Format(TimeProvider.GetElapsedTime(since));

    /// <summary>Describes a step for another run: <c>step 'Save' of flow 'Job' #3</c>.</summary>
    public string Name(int step) => $"step '{Plan.Layout.NameOf(step)}' of flow '{Plan.Name}' #{Id}";
}
