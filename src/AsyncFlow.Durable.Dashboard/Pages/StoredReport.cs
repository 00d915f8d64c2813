namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>A stored run as a report, of which AsyncFlow.Insight makes its page.</summary>
internal static class StoredReport
{
    /// <summary>The report of a run that has ended.</summary>
    public static FlowReport Of(FlowRunInfo run, IReadOnlyList<FlowStepInfo> steps, FlowPlan plan)
    {
        StepReport[] reports = [.. plan.Steps.Select((step, index) => Of(step, steps[index], run.CreatedAt))];
        FlowStatus status = run.Status switch
        {
            FlowRunStatus.Succeeded => FlowStatus.Succeeded,
            FlowRunStatus.Failed => FlowStatus.Failed,
            _ => FlowStatus.Canceled,
        };
        List<Exception> failures = [.. reports.Where(static report => report.Status == StepStatus.Failed).Select(static report => report.Exception!)];
        if (failures.Count == 0 && run.Failure is { } failure)
        {
            failures.Add(new FlowStepException(failure));
        }

        TimeSpan end = reports.Select(static report => report.Start + report.Duration).Append(Durations.Between(run.CreatedAt, run.UpdatedAt)).Max();
        return new FlowReport(plan, status, end, reports, failures);
    }

    private static StepReport Of(StepInfo step, FlowStepInfo stored, DateTimeOffset runStart)
    {
        if (stored.Status is not (StepStatus.Succeeded or StepStatus.Failed or StepStatus.Canceled) || stored.StartedAt is not { } start)
        {
            StepStatus left = stored.Status == StepStatus.Skipped ? StepStatus.Skipped : StepStatus.NotRun;
            return new StepReport(step, left, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, null);
        }

        Exception? exception = stored is { Status: StepStatus.Failed, Failure: { } failure } ? new FlowStepException(failure)
            : stored.Status == StepStatus.Failed ? new FlowStepException(new FlowFailure(step.Name, "Unknown", "Nothing is stored of the failure.", null))
            : null;
        return new StepReport(step, stored.Status, Durations.Between(runStart, start), Durations.Between(start, stored.EndedAt ?? start), TimeSpan.Zero, exception) { Attempts = stored.Attempts };
    }
}
