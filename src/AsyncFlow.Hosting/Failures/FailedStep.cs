namespace AsyncFlow.Hosting.Failures;

/// <summary>Finds the step that threw an exception.</summary>
internal static class FailedStep
{
    /// <summary>The name of the step, behind those of the steps around it; null if no step threw the exception.</summary>
    public static string? Of(FlowReport report, Exception failure)
    {
        foreach (StepReport step in report.Steps)
        {
            if (step.Status == StepStatus.Failed && ReferenceEquals(step.Exception, failure))
            {
                return step.NestedReport is { } nested && Of(nested, failure) is { } inner
                    ? inner.StartsWith(step.Name + "[", StringComparison.Ordinal) ? inner : $"{step.Name}.{inner}"
                    : step.Name;
            }
        }

        return null;
    }
}
