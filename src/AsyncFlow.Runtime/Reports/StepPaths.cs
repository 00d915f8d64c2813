namespace AsyncFlow.Reports;

/// <summary>Finds the steps of an analyzed run by their names: <c>Load</c>, <c>Build.Compile</c>, <c>Fetch[3]</c>.</summary>
internal static class StepPaths
{
    // A message names no more steps than these.
    private const int NamedSteps = 20;

    /// <summary>The index of a step.</summary>
    /// <exception cref="ArgumentException">The run has no such step.</exception>
    public static int Find(ReportGraph graph, FlowReport report, string path)
    {
        for (int step = 0; step < graph.Steps.Count; step++)
        {
            if (graph.Steps[step].Outer < 0 && graph.Steps[step].Report.Name == path)
            {
                return step;
            }
        }

        for (int step = 0; step < graph.Steps.Count; step++)
        {
            if (path.EndsWith(graph.Steps[step].Report.Name, StringComparison.Ordinal) && PathOf(graph, step) == path)
            {
                return step;
            }
        }

        List<string> names = [];
        foreach (StepReport step in report.Steps)
        {
            if (names.Count < NamedSteps)
            {
                names.Add($"'{step.Name}'");
            }
        }

        string further = report.Steps.Count > NamedSteps ? ", …" : "";
        throw new ArgumentException($"The run of flow '{report.FlowName}' has no step '{path}'. It has {string.Join(", ", names)}{further}; name a step within another one as 'Outer.Inner'.", nameof(path));
    }

    /// <summary>The name of a step, with those of the steps around it. An element's name says of which step it is one.</summary>
    public static string PathOf(ReportGraph graph, int step)
    {
        string path = graph.Steps[step].Report.Name;
        for (int outer = graph.Steps[step].Outer; outer >= 0; outer = graph.Steps[outer].Outer)
        {
            if (graph.Steps[outer].Report.Step.Kind != StepKind.ForEach)
            {
                path = $"{graph.Steps[outer].Report.Name}.{path}";
            }
        }

        return path;
    }
}
