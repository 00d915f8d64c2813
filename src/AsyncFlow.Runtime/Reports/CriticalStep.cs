using AsyncFlow.Reports;

namespace AsyncFlow;

/// <summary>A step of a critical path, and the part of the run's time for which it counts.</summary>
public sealed class CriticalStep
{
    internal CriticalStep(StepReport report, CriticalCause cause, string? heldLock, TimeSpan start, TimeSpan end, TimeSpan delay, IReadOnlyList<CriticalStep> within)
    {
        Report = report;
        Cause = cause;
        Lock = heldLock;
        Start = start;
        End = end;
        Delay = delay;
        Within = within;
    }

    /// <summary>The step's name.</summary>
    public string Name => Report.Name;

    /// <summary>The step.</summary>
    public StepInfo Step => Report.Step;

    /// <summary>The step's report.</summary>
    public StepReport Report { get; }

    /// <summary>Why the step comes after the one before it on the path.</summary>
    public CriticalCause Cause { get; }

    /// <summary>The lock that the step before it held; null unless that is the cause.</summary>
    public string? Lock { get; }

    /// <summary>
    /// When it starts to count, after the start of the whole run. That is when the step before it on the path ended, which can be in the middle of this
    /// one, if a step within this one waited for it.
    /// </summary>
    public TimeSpan Start { get; }

    /// <summary>When it stops to count, after the start of the whole run.</summary>
    public TimeSpan End { get; }

    /// <summary>For how much of the run's time the step counts.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>How much of that it waited for a thread, or for a lock that is not held within the run.</summary>
    public TimeSpan Delay { get; }

    /// <summary>The path through the steps of the run within this step; empty if there is none.</summary>
    public IReadOnlyList<CriticalStep> Within { get; }

    /// <summary>The step's name and the time for which it counts.</summary>
    public override string ToString() => $"{Name}: {TimeText.Format(Duration)}";
}

/// <summary>Why a step of a critical path comes after the one before it.</summary>
public enum CriticalCause
{
    /// <summary>The step depends on it; or the step is the first and depends on none.</summary>
    Graph,

    /// <summary>The step waited for a lock that the one before held.</summary>
    Lock,

    /// <summary>The step waited for the one before to end because no more could run at the same time.</summary>
    Concurrency,

    /// <summary>
    /// An element of a stream waited for an earlier one, because its step, or one that takes its results, works on as many at the same time as it may.
    /// </summary>
    Stream,
}
