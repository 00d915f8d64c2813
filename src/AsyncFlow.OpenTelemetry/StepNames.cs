namespace AsyncFlow.OpenTelemetry;

/// <summary>Names of low cardinality.</summary>
internal static class StepNames
{
    /// <summary>The name of a step; of an element of a list that of the step which works on the list.</summary>
    public static string Of(StepInfo step, int element, RunOrigin parent) => element >= 0 && parent.Step is { } list ? list.Name : step.Name;
}
