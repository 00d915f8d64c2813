namespace AsyncFlow.Insight.Timeline;

/// <summary>A step on a timeline. Times are in ticks since the start of the whole run.</summary>
/// <param name="Report">The step's report.</param>
/// <param name="Path">Its name with those of the steps around it.</param>
/// <param name="Outer">The step around it, as an index of all steps; -1 for none.</param>
/// <param name="Start">When its code started.</param>
/// <param name="End">When it ended.</param>
internal sealed record TimedStep(StepReport Report, string Path, int Outer, long Start, long End)
{
    /// <summary>Whether it waited for locks, after which it may have waited for a slot.</summary>
    public bool HasWaited => HasStarted && Report.LockWait > TimeSpan.Zero;

    /// <summary>When it began to wait for its locks, and when it had them.</summary>
    public long WaitStart => Math.Max(0, WaitEnd - Report.LockWait.Ticks);

    /// <inheritdoc cref="WaitStart"/>
    public long WaitEnd => Math.Max(0, Start - Report.SlotWait.Ticks);

    /// <summary>Its lane among those of its run.</summary>
    public int Lane { get; set; }

    /// <summary>How many lanes the steps within it need.</summary>
    public int LanesWithin { get; set; }

    /// <summary>How much longer it could have taken.</summary>
    public long Slack { get; init; }

    /// <summary>For how much of the run's time it determined how long that took, with all within it.</summary>
    public long Critical { get; set; }

    /// <summary>The attempts after the first, with the time at which each started. Within the step, whatever the clock says.</summary>
    public IEnumerable<(int Attempt, long Start)> Retries()
    {
        TimeSpan[] starts = Report.AttemptStarts ?? [];
        for (int i = 1; i < starts.Length; i++)
        {
            yield return (i + 1, Math.Clamp(Start + starts[i].Ticks, Start, End));
        }
    }

    /// <summary>Whether the step ran.</summary>
    public bool HasStarted => Report.Status is not (StepStatus.NotRun or StepStatus.Skipped);
}
