using System.Collections.Immutable;
using AsyncFlow.Testing.Simulation;

namespace AsyncFlow.Testing.Exploration;

/// <summary>Records what another strategy chooses wherever there is more than one operation to choose from.</summary>
internal sealed class RecordingStrategy(ISchedulingStrategy strategy) : ISchedulingStrategy
{
    private readonly object _gate = new();

    // Guarded by _gate, since the schedule of a run that hangs is read while it runs.
    private readonly List<int> _decisions = [];

    /// <summary>The schedule so far.</summary>
    public string Schedule
    {
        get
        {
            lock (_gate)
            {
                return ScheduleText.Write(_decisions);
            }
        }
    }

    public int Choose(ImmutableSortedSet<Operation> ready)
    {
        int chosen = strategy.Choose(ready);
        if (ready.Count > 1)
        {
            lock (_gate)
            {
                _decisions.Add(chosen);
            }
        }

        return chosen;
    }
}
