namespace AsyncFlow.Testing.Exploration;

/// <summary>Has another one choose, and writes down what it chose wherever there were several choices.</summary>
internal sealed class RecordingChooser(IChooser chooser) : IChooser
{
    private readonly object _gate = new();

    // Guarded by _gate, since a run that hangs is asked for its schedule while it is under way.
    private readonly List<int> _decisions = [];

    /// <summary>What was chosen so far.</summary>
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

    public int Choose(IReadOnlyList<Choice> choices)
    {
        int chosen = chooser.Choose(choices);
        if (choices.Count > 1)
        {
            lock (_gate)
            {
                _decisions.Add(chosen);
            }
        }

        return chosen;
    }
}
