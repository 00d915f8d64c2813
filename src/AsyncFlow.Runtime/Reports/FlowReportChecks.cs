namespace AsyncFlow.Reports;

/// <summary>Checks the arguments of a <see cref="FlowReport"/> that is not made by a run.</summary>
internal static class FlowReportChecks
{
    public static void ThrowIfNotOutcome(FlowStatus status)
    {
        if (status == FlowStatus.None || !Enum.IsDefined(status))
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "Choose an outcome.");
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

    /// <summary>The reports of the steps of a flow that did not run.</summary>
    public static IReadOnlyList<StepReport> NoneRun(FlowPlan plan) =>
        [.. Array.ConvertAll<StepInfo, StepReport>([.. plan.Steps], static step => new StepReport(step, StepStatus.NotRun, default, default, default, null))];

    public static IReadOnlyList<Exception> CopyFailures(FlowStatus status, IReadOnlyList<Exception> failures)
    {
        IReadOnlyList<Exception> copy = Copy(failures, nameof(failures));
        return status != FlowStatus.Failed || copy.Count > 0
            ? copy
            : throw new ArgumentException("A failed run needs at least one failure.", nameof(failures));
    }

    public static IReadOnlyList<Exception> Copy(IReadOnlyList<Exception> failures, string name)
    {
        ArgumentNullException.ThrowIfNull(failures, name);
        Exception[] copy = [.. failures];
        return Array.IndexOf(copy, null) < 0 ? Array.AsReadOnly(copy) : throw new ArgumentException("A failure is null.", name);
    }
}
