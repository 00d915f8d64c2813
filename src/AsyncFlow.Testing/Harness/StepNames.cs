namespace AsyncFlow.Testing;

/// <summary>Finds a plan's steps by name.</summary>
internal static class StepNames
{
    /// <exception cref="ArgumentException">There is no such step; the message names the one that was probably meant.</exception>
    public static StepInfo Find(FlowPlan plan, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return plan.Steps.FirstOrDefault(step => step.Name == name)
            ?? throw new ArgumentException($"'{name}' is no step of flow '{plan.Name}'. {Hint(plan, name)}", nameof(name));
    }

    private static string Hint(FlowPlan plan, string name)
    {
        string? nearest = plan.Steps.Select(static step => step.Name).MinBy(step => Distance(name, step));
        return nearest is not null && Distance(name, nearest) <= Math.Max(1, Math.Max(name.Length, nearest.Length) / 3)
            ? $"Did you mean '{nearest}'?"
            : $"Its steps are: {string.Join(", ", plan.Steps)}.";
    }

    // Levenshtein's: how many letters to add, drop or replace, whatever their case.
    private static int Distance(string from, string to)
    {
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] current = new int[to.Length + 1];
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = previous[j - 1] + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[to.Length];
    }
}
