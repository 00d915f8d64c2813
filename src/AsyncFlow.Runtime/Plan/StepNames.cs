namespace AsyncFlow.Plan;

/// <summary>Finds steps of a plan by their names.</summary>
/// <param name="flow">The flow's name.</param>
/// <param name="layout">Its steps.</param>
internal sealed class StepNames(string flow, PlanLayout layout)
{
    // The maximum number of names in an error message.
    private const int ShownNames = 10;

    private Dictionary<string, int>? _indexes;

    /// <summary>The indexes of the steps with the given names.</summary>
    /// <param name="names">The names; null for none. Case-sensitive.</param>
    /// <param name="parameter">The parameter through which they were given.</param>
    /// <exception cref="ArgumentException">There is no such step.</exception>
    public int[] Find(IReadOnlyList<string>? names, string parameter)
    {
        int[] steps = new int[names?.Count ?? 0];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = Find(names![i], parameter);
        }

        return steps;
    }

    private int Find(string name, string parameter)
    {
        if (name is null)
        {
            throw new ArgumentException("The name of a step is null.", parameter);
        }

        _indexes ??= Index();
        return _indexes.TryGetValue(name, out int step) ? step : throw new ArgumentException($"Flow '{flow}' has no step '{name}'.{Advice(name)}", parameter);
    }

    private Dictionary<string, int> Index()
    {
        Dictionary<string, int> indexes = new(layout.ShownCount, StringComparer.Ordinal);
        for (int step = 0; step < layout.ShownCount; step++)
        {
            indexes.Add(layout.NameOf(step), step);
        }

        return indexes;
    }

    private string Advice(string name)
    {
        string[] names = [.. _indexes!.Keys];
        return Suggestion.For(name, names) is { } similar ? $" Did you mean '{similar}'?"
            : names.Length == 0 ? " It has no steps."
            : $" It has {string.Join(", ", names[..Math.Min(names.Length, ShownNames)])}{(names.Length > ShownNames ? " and others" : "")}.";
    }
}
