using System.Collections.Immutable;
using AsyncFlow.Testing.Simulation;

namespace AsyncFlow.Testing.Exploration;

/// <summary>
/// Goes through every schedule, depth first. It stores no state of the flow, only the decisions on the path to the current
/// schedule; for the next schedule the flow runs again from its start (P. Godefroid, "Model checking for programming languages",
/// 1997).
/// </summary>
/// <remarks>
/// With independent steps, sleep sets omit schedules that differ from an explored one only in the order of independent neighbors
/// (P. Godefroid, "Partial-order methods for the verification of concurrent systems", 1996): when every schedule that begins with
/// an operation has been explored, that operation sleeps in the schedules explored after it, until something happens that depends
/// on it. A run that can only go on with a sleeping operation is redundant. So exactly one schedule of each class is explored to
/// its end.
/// </remarks>
internal sealed class DepthFirstStrategy(Independence independence) : ISchedulingStrategy
{
    // The decisions from the start to the current position of the search.
    private readonly List<Decision> _path = [];

    // How many of them the current run has made.
    private int _depth;

    /// <summary>Whether the current run repeats an explored one except for the order of independent neighbors.</summary>
    public bool IsRedundant { get; private set; }

    /// <summary>Whether the current run differed from an earlier run that made the same decisions.</summary>
    public bool IsUnrepeatable { get; private set; }

    /// <summary>What the user's function that tells independent steps has thrown; null if it has not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the outcome of the current run counts.</summary>
    public bool Counts => !IsRedundant && Failure is null;

    public int Choose(ImmutableSortedSet<Operation> ready)
    {
        if (!Counts || IsUnrepeatable)
        {
            return 0;
        }

        if (_depth == _path.Count)
        {
            if (!TryDecide(ready))
            {
                return 0;
            }
        }
        else if (!_path[_depth].Matches(ready))
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

    // Adds a decision to the path.
    private bool TryDecide(ImmutableSortedSet<Operation> ready)
    {
        try
        {
            Decision decision = new(ready, _depth == 0 ? [] : _path[_depth - 1].SleepingAfter(independence));
            if (decision.TryNext())
            {
                _path.Add(decision);
                return true;
            }

            IsRedundant = true;
            return false;
        }
        catch (Exception exception)
        {
            Failure = exception;
            return false;
        }
    }

    /// <summary>A point at which an operation had to be chosen.</summary>
    /// <param name="ready">The operations to choose from.</param>
    /// <param name="sleeping">The operations that need not be chosen.</param>
    private sealed class Decision(ImmutableSortedSet<Operation> ready, HashSet<Operation> sleeping)
    {
        public int Chosen { get; private set; } = -1;

        /// <summary>Whether a later run had the same operations to choose from.</summary>
        public bool Matches(ImmutableSortedSet<Operation> others) => ready.Count == others.Count && ready.SequenceEqual(others);

        /// <summary>Goes on to the next operation that does not sleep. What was chosen before sleeps from now on.</summary>
        public bool TryNext()
        {
            if (Chosen >= 0)
            {
                sleeping.Add(ready[Chosen]);
            }

            do
            {
                Chosen++;
            }
            while (Chosen < ready.Count && sleeping.Contains(ready[Chosen]));

            return Chosen < ready.Count;
        }

        /// <summary>What still sleeps after the chosen operation.</summary>
        public HashSet<Operation> SleepingAfter(Independence independence) =>
            [.. sleeping.Where(operation => independence.Of(operation, ready[Chosen]))];
    }
}
