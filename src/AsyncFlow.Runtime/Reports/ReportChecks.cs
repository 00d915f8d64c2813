namespace AsyncFlow;

/// <summary>Checks what a report is made from, if it is not made by a run.</summary>
internal static class ReportChecks
{
    public static void ThrowIfNotOutcome(FlowStatus status)
    {
        if (status == FlowStatus.None || !Enum.IsDefined(status))
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "Choose an outcome.");
        }
    }

    public static void ThrowIfWrong(StepInfo step, StepStatus status, Exception? exception)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (status == StepStatus.None || !Enum.IsDefined(status))
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "Choose an outcome.");
        }

        if (status == StepStatus.Skipped && step.Condition is null)
        {
            throw new ArgumentException($"Step '{step}' has no condition, so it cannot be skipped.", nameof(status));
        }

        if (status == StepStatus.Failed && exception is null)
        {
            throw new ArgumentException($"Step '{step}' failed, so it threw an exception.", nameof(exception));
        }

        if (exception is not null && status is not (StepStatus.Failed or StepStatus.Canceled))
        {
            throw new ArgumentException($"Step '{step}' is {status}, so it threw no exception.", nameof(exception));
        }
    }

    public static void ThrowIfNotTimesOf(StepInfo step, StepStatus status, TimeSpan start, TimeSpan duration, TimeSpan lockWait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(start, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(lockWait, TimeSpan.Zero);
        if (status is StepStatus.NotRun or StepStatus.Skipped && (start != TimeSpan.Zero || duration != TimeSpan.Zero))
        {
            throw new ArgumentException($"Step '{step}' is {status}, so it has no start and no duration.", start != TimeSpan.Zero ? nameof(start) : nameof(duration));
        }
    }

    public static IReadOnlyList<StepReport> CopySteps(FlowPlan plan, IReadOnlyList<StepReport> steps)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(steps);
        StepReport[] copy = [.. steps];
        if (copy.Length != plan.Steps.Count)
        {
            throw new ArgumentException($"Flow '{plan.Name}' has {plan.Steps.Count} steps, but there are reports of {copy.Length}.", nameof(steps));
        }

        for (int i = 0; i < copy.Length; i++)
        {
            if (copy[i]?.Step != plan.Steps[i])
            {
                string found = copy[i] is { } report ? $"one of '{report.Name}', which is not that step of this plan" : "null";
                throw new ArgumentException($"Report {i} should be that of step '{plan.Steps[i]}' of flow '{plan.Name}', but is {found}.", nameof(steps));
            }
        }

        return Array.AsReadOnly(copy);
    }

    public static IReadOnlyList<Exception> CopyFailures(FlowStatus status, IReadOnlyList<Exception> failures)
    {
        IReadOnlyList<Exception> copy = Copy(failures, nameof(failures));
        return status != FlowStatus.Failed || copy.Count > 0
            ? copy
            : throw new ArgumentException("The run failed, so there is a failure.", nameof(failures));
    }

    public static IReadOnlyList<Exception> Copy(IReadOnlyList<Exception> failures, string name)
    {
        ArgumentNullException.ThrowIfNull(failures, name);
        Exception[] copy = [.. failures];
        return Array.IndexOf(copy, null) < 0 ? Array.AsReadOnly(copy) : throw new ArgumentException("A failure is null.", name);
    }
}
