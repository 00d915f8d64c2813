namespace AsyncFlow.Testing.Exploration;

/// <summary>
/// Goes through every schedule, depth first. It keeps no state of the flow, only the decisions that led to where it is: for
/// the next schedule the flow runs again from its start (P. Godefroid, "Model checking for programming languages", 1997).
/// </summary>
/// <remarks>
/// With independent steps, sleep sets leave out schedules that differ from an explored one only in the order of neighbours
/// that are independent (P. Godefroid, "Partial-order methods for the verification of concurrent systems", 1996): once
/// everything that begins with a choice has been explored, that choice sleeps in what is explored after it, until something
/// happens that depends on it. What can only be gone on with by a sleeping choice has been explored already. So exactly one
/// schedule of each class is explored to its end.
/// </remarks>
internal sealed class DepthFirstSearch(Independence independence) : IChooser
{
    // The decisions from the start to where the search is.
    private readonly List<Decision> _path = [];

    // How many of them the present run has made.
    private int _depth;

    /// <summary>Whether the present run repeats, but for the order of independent neighbours, one that was explored.</summary>
    public bool IsRedundant { get; private set; }

    /// <summary>Whether the present run did not go the way of an earlier one that began with the same decisions.</summary>
    public bool IsUnrepeatable { get; private set; }

    public int Choose(IReadOnlyList<Choice> choices)
    {
        if (IsRedundant || IsUnrepeatable)
        {
            return 0;
        }

        if (_depth == _path.Count)
        {
            Decision made = new([.. choices], _depth == 0 ? [] : _path[_depth - 1].SleepingAfter(independence));
            if (!made.TryNext())
            {
                IsRedundant = true;
                return 0;
            }

            _path.Add(made);
        }
        else if (!_path[_depth].Choices.SequenceEqual(choices))
        {
            IsUnrepeatable = true;
            return 0;
        }

        return _path[_depth++].Chosen;
    }

    /// <summary>After a run: goes on to the next schedule; false if there is none.</summary>
    public bool TryNext()
    {
        _depth = 0;
        IsRedundant = false;
        while (_path.Count > 0)
        {
            if (_path[^1].TryNext())
            {
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    /// <summary>A point at which something had to be chosen.</summary>
    /// <param name="choices">What there was.</param>
    /// <param name="sleeping">What need not be chosen.</param>
    private sealed class Decision(Choice[] choices, HashSet<Choice> sleeping)
    {
        public Choice[] Choices => choices;

        public int Chosen { get; private set; } = -1;

        /// <summary>Goes on to the next choice that does not sleep; what was chosen so far sleeps from now on.</summary>
        public bool TryNext()
        {
            if (Chosen >= 0)
            {
                sleeping.Add(choices[Chosen]);
            }

            do
            {
                Chosen++;
            }
            while (Chosen < choices.Length && sleeping.Contains(choices[Chosen]));

            return Chosen < choices.Length;
        }

        /// <summary>What still sleeps when the chosen thing has happened.</summary>
        public HashSet<Choice> SleepingAfter(Independence independence) =>
            [.. sleeping.Where(choice => independence.Of(choice, choices[Chosen]))];
    }
}
