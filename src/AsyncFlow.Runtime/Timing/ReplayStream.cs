namespace AsyncFlow.Timing;

/// <summary>The elements on their way to a run over a stream, in a replay: under the rules of the engine's queues.</summary>
/// <param name="stream">The stream.</param>
/// <param name="writer">The stream whose results are the elements; null if they come from a source.</param>
internal sealed class ReplayStream(TimedStream stream, ReplayStream? writer)
{
    private readonly List<ReplayStream> _readers = [];
    private readonly Queue<int> _waiting = new();
    private int _freeSlots;
    private int _room = stream.Buffer;
    private int _pull = -1;

    /// <summary>Where the elements come from; null for a source.</summary>
    public ReplayStream? Writer => writer;

    // A source that has waited is not woken for each element.
    private bool IsLow => _room > 0 && _waiting.Count <= stream.Buffer / 2;

    /// <summary>A run takes the results one by one.</summary>
    public void AddReader(ReplayStream reader) => _readers.Add(reader);

    /// <summary>The run begins to take elements.</summary>
    public void Open() => (_freeSlots, _room) = (stream.Slots, _room + stream.Slots);

    /// <summary>An element waits.</summary>
    public void Arrive(int node) => _waiting.Enqueue(node);

    /// <summary>An element is no longer on its way.</summary>
    public void Leave() => (_freeSlots, _room) = (_freeSlots + 1, _room + 1);

    /// <summary>The source has found that there is no further element.</summary>
    public void Withdraw() => _room++;

    /// <summary>The next of the elements is worked on, if there is room for its result.</summary>
    public bool TryTake(out int node)
    {
        node = -1;
        if (_freeSlots == 0 || _waiting.Count == 0 || _readers.Exists(static reader => reader._room == 0))
        {
            return false;
        }

        _freeSlots--;
        _readers.ForEach(static reader => reader._room--);
        node = _waiting.Dequeue();
        return true;
    }

    /// <summary>Asks the source for an element, now or as soon as there is room for it.</summary>
    /// <returns>Whether it is now.</returns>
    public bool TryPull(int node)
    {
        if (_room == 0)
        {
            _pull = node;
            return false;
        }

        _room--;
        return true;
    }

    /// <summary>Asks the source for the element for which there was no room.</summary>
    public bool TryPullWaiting(out int node)
    {
        node = _pull;
        if (_pull < 0 || !IsLow)
        {
            return false;
        }

        _pull = -1;
        _room--;
        return true;
    }
}
