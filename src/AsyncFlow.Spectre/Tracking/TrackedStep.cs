using AsyncFlow.Reports;

namespace AsyncFlow.Spectre.Tracking;

/// <summary>A step of a run that is on, as far as the events tell. Guarded by the tracker's lock.</summary>
/// <param name="run">Its run.</param>
/// <param name="info">The step.</param>
internal sealed class TrackedStep(TrackedRun run, StepInfo info)
{
    public TrackedRun Run => run;

    public StepInfo Info => info;

    /// <summary>Its name with those of the steps around it. An element's name says of which step it is one.</summary>
    public string Path { get; } = run.Outer is null ? info.Name
        : run.HasElements ? run.Outer.Path[..^run.Outer.Info.Name.Length] + info.Name
        : $"{run.Outer.Path}.{info.Name}";

    public StepState State { get; set; }

    /// <summary>Since when it is in this state: a time stamp of the run's clock.</summary>
    public long Since { get; set; }

    /// <summary>The lock for which it waits; null for none.</summary>
    public string? AwaitedLock { get; set; }

    public long AwaitedLockId { get; set; }

    /// <summary>The locks that it holds.</summary>
    public HeldLockInfo[] HeldLocks { get; set; } = [];

    /// <summary>The number of its current attempt; 0 or 1 unless a policy has attempted it again.</summary>
    public int Attempt { get; set; }

    /// <summary>Its report; null until it has ended.</summary>
    public StepReport? Report { get; set; }

    /// <summary>The run within it that started last; null for none.</summary>
    public TrackedRun? Within { get; set; }

    /// <summary>For how long it has been in its state.</summary>
    public TimeSpan Age => run.Clock.GetElapsedTime(Since);
}

/// <summary>What a step does.</summary>
internal enum StepState
{
    /// <summary>Steps that it depends on have not ended, or it is about to start.</summary>
    Pending,

    /// <summary>It is ready, and waits for a lock or for a slot of the concurrency limit.</summary>
    Waits,

    /// <summary>It has started and not ended.</summary>
    Runs,

    /// <summary>It has ended, or will not start.</summary>
    Ended,
}
