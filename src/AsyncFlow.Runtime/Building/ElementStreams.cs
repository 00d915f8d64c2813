namespace AsyncFlow.Building;

/// <summary>Decides which steps of a complete flow take the elements of others one by one, as they come.</summary>
internal static class ElementStreams
{
    /// <summary>Sets the <see cref="StepDefinition.Stream"/> of the steps.</summary>
    /// <param name="steps">The steps of the flow, each behind those that it waits for.</param>
    /// <param name="output">The step whose result is the output; null for none.</param>
    public static void Connect(List<StepDefinition> steps, StepDefinition? output)
    {
        foreach (StepDefinition step in steps)
        {
            if (step.Elements is { } elements && TakesOneByOne(steps, step, elements))
            {
                step.Stream = new(elements.Source.Index, KeepsList: false, KeepsOutcomes: false);
                if (elements.Source.Elements is not null)
                {
                    elements.Source.Stream ??= new(-1, KeepsList: false, KeepsOutcomes: false);
                }
            }
        }

        foreach (StepDefinition step in steps)
        {
            if (step.Stream is { } stream)
            {
                step.Stream = stream with { KeepsList = step == output || step.Release is not null || step.IsListTaken, KeepsOutcomes = step.IsOutcomeTaken };
            }
        }
    }

    private static bool TakesOneByOne(List<StepDefinition> steps, StepDefinition step, ElementInput elements) =>
        elements.Source.Elements is null ? elements.IsStream : TakesResults(elements) && !WaitsForWholeList(steps, step, elements.Source);

    // Elements that are taken as those of a base type are converted with their list.
    private static bool TakesResults(ElementInput elements) => elements.IsResult && elements.Source.ElementResult == elements.Type;

    // A step that also waits for the end of the stream, by whatever path, cannot take its elements before: the step before it would wait for room.
    private static bool WaitsForWholeList(List<StepDefinition> steps, StepDefinition step, StepDefinition source)
    {
        // One reason to wait is that it takes the elements. Without another the order of the steps need not be known.
        int[] upstream = [.. step.Upstream];
        if (upstream.Length == 1)
        {
            return false;
        }

        StepDefinition first = source;
        while (first.Stream is { From: >= 0 and int before } && steps[before].Elements is not null)
        {
            first = steps[before];
        }

        bool[] after = StepOrder.After(steps, first.Index);
        return Array.FindAll(upstream, other => after[other]).Length > 1;
    }
}
