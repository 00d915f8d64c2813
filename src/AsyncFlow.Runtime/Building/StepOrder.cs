namespace AsyncFlow.Building;

/// <summary>The order of steps that are being built.</summary>
internal static class StepOrder
{
    /// <summary>Of each step, whether it is a given one or comes after it.</summary>
    /// <param name="steps">The steps, each behind those that it waits for.</param>
    /// <param name="from">The index of the given step.</param>
    public static bool[] After(List<StepDefinition> steps, int from)
    {
        bool[] found = new bool[steps.Count];
        found[from] = true;
        for (int step = from + 1; step < found.Length; step++)
        {
            found[step] = steps[step].WaitsForAny(found);
        }

        return found;
    }
}
