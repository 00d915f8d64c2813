namespace AsyncFlow.Testing.Harness;

/// <summary>Finds the steps of a plan by name. Immutable.</summary>
internal sealed class StepNames
{
    private readonly FlowPlan _plan;
    private readonly Dictionary<string, StepInfo> _steps = [];

    public StepNames(FlowPlan plan)
    {
        _plan = plan;
        foreach (StepInfo step in plan.Steps)
        {
            _steps.TryAdd(step.Name, step);
        }
    }

    /// <exception cref="ArgumentException">There is no such step; the message suggests the nearest name.</exception>
    public StepInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _steps.GetValueOrDefault(name)
            ?? throw new ArgumentException($"Flow '{_plan.Name}' has no step '{name}'. {Hint(name)}", nameof(name));
    }

    private string Hint(string name)
    {
        string? nearest = _plan.Steps.Select(static step => step.Name).MinBy(step => Distance(name, step));
        return nearest is not null && Distance(name, nearest) <= Math.Max(1, Math.Max(name.Length, nearest.Length) / 3)
            ? $"Did you mean '{nearest}'?"
            : $"Its steps are: {string.Join(", ", _plan.Steps.Select(static step => step.Name))}.";
    }

    // The Levenshtein distance, case-insensitive.
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
