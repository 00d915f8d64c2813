using AsyncFlow.CompilerServices;

namespace AsyncFlow.Plan;

/// <summary>Describes the steps of a subset as a plan of their own. A step waits for what came before steps that do not run.</summary>
internal sealed class SubsetPlan
{
    private readonly PlanLayout _layout;

    // For each step that runs its index among those that do; otherwise -1.
    private readonly int[] _places;

    // For each step that does not run, the places of the nearest steps before it that do.
    private readonly SortedSet<int>?[] _before;

    public SubsetPlan(PlanLayout layout, PlanSubset subset)
    {
        _layout = layout;
        _places = new int[layout.Count];
        _before = new SortedSet<int>?[layout.Count];
        int count = 0;
        for (int step = 0; step < layout.Count; step++)
        {
            _places[step] = step < layout.ShownCount && subset.ReasonAgainst(step) is null ? count++ : -1;
        }

        foreach (int step in layout.CallerOrder.Steps)
        {
            if (_places[step] < 0)
            {
                _before[step] = UpstreamOf(step);
            }
        }

        Steps = new StepDescriptor[count];
        for (int step = 0; step < layout.Count; step++)
        {
            if (_places[step] >= 0)
            {
                Steps[_places[step]] = Describe(step);
            }
        }
    }

    /// <summary>The steps.</summary>
    public StepDescriptor[] Steps { get; }

    private StepDescriptor Describe(int step)
    {
        SortedSet<int> optional = UpstreamOf(step);
        List<int> outcomes = [];
        int[] upstream = [.. optional];
        foreach (int other in _layout.UpstreamOf(step))
        {
            if (_places[other] < 0)
            {
                continue;
            }

            if (_layout.NeedsResult(step, other))
            {
                optional.Remove(_places[other]);
            }
            else if (_layout.TakesOutcome(step, other))
            {
                optional.Remove(_places[other]);
                outcomes.Add(_places[other]);
            }
        }

        int source = _layout.StreamFrom(step);
        return _layout.Describe(step, upstream, [.. optional], [.. outcomes], source < 0 ? -1 : _places[source]);
    }

    private SortedSet<int> UpstreamOf(int step)
    {
        SortedSet<int> found = [];
        foreach (int upstream in _layout.UpstreamOf(step))
        {
            if (_places[upstream] >= 0)
            {
                found.Add(_places[upstream]);
            }
            else
            {
                found.UnionWith(_before[upstream]!);
            }
        }

        return found;
    }
}
