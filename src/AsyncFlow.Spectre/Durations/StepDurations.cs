namespace AsyncFlow.Spectre.Durations;

/// <summary>How long the steps of earlier runs took. Immutable.</summary>
/// <param name="Flow">The name of the flow.</param>
/// <param name="Total">How long the whole run took.</param>
/// <param name="Steps">Of each step that succeeded, how long it took. A step within another one is named by both: <c>Build.Compile</c>.</param>
internal sealed record StepDurations(string Flow, TimeSpan Total, IReadOnlyDictionary<string, TimeSpan> Steps)
{
    /// <summary>The durations that a report states.</summary>
    /// <exception cref="ArgumentException">It is the report of another flow than that of the plan.</exception>
    public static StepDurations Of(FlowReport report, FlowPlan plan)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.FlowName == plan.Name
            ? Of(report)
            : throw new ArgumentException($"The report is of flow '{report.FlowName}', from which nothing can be estimated about flow '{plan.Name}'. Give one of the same flow.", nameof(report));
    }

    /// <summary>The durations that a report states.</summary>
    public static StepDurations Of(FlowReport report)
    {
        Dictionary<string, TimeSpan> steps = [];
        Add(steps, "", report);
        return new(report.FlowName, report.Duration, steps);
    }

    /// <summary>How long a step took; null if that is not known.</summary>
    /// <param name="path">Its name, with those of the steps around it.</param>
    public TimeSpan? this[string path] => Steps.TryGetValue(path, out TimeSpan duration) ? duration : null;

    /// <summary>The mean of these durations and later ones. A step that only one of them has keeps that; one that the later run does not have is forgotten.</summary>
    public StepDurations With(StepDurations later)
    {
        Dictionary<string, TimeSpan> steps = [];
        foreach ((string path, TimeSpan duration) in later.Steps)
        {
            steps.Add(path, this[path] is { } earlier ? (earlier + duration) / 2 : duration);
        }

        return new(later.Flow, (Total + later.Total) / 2, steps);
    }

    // Elements are left out: how many there are, and which, differs from run to run.
    private static void Add(Dictionary<string, TimeSpan> steps, string prefix, FlowReport report)
    {
        foreach (StepReport step in report.Steps)
        {
            if (step.Status != StepStatus.Succeeded)
            {
                continue;
            }

            steps[prefix + step.Name] = step.Duration;
            if (step.NestedReport is { } nested && step.Step.Kind != StepKind.ForEach)
            {
                Add(steps, $"{prefix}{step.Name}.", nested);
            }
        }
    }
}
