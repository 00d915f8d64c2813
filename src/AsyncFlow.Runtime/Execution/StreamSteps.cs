using AsyncFlow.Plan;

namespace AsyncFlow.Execution;

/// <summary>The streams between the steps of one run: steps that take the elements of others one by one. Made for plans that have some.</summary>
/// <remarks>
/// An entry belongs to the thread that owns its step. The queue of a step is set by the owner of the step before it, which then counts it down.
/// The entries about a step's elements are written before the run over the elements ends.
/// </remarks>
internal sealed class StreamSteps(PlanLayout layout, RunCancellation cancellation)
{
    private readonly ElementQueue?[] _inputs = new ElementQueue?[layout.Count];

    // Which steps have begun to give their elements.
    private readonly bool[] _isOpen = new bool[layout.Count];

    // Which steps have worked on elements, so that there is an outcome of each.
    private readonly bool[] _hasOutcomes = new bool[layout.Count];

    // Which steps lack elements at the end of their list.
    private readonly bool[] _isTruncated = new bool[layout.Count];

    // Which steps lack elements because the step before did not succeed with them.
    private readonly bool[] _hasMissing = new bool[layout.Count];

    // For each step that returns a stream and takes a token: its source, and how many of those who read the stream have stopped.
    // Guarded by the array.
    private readonly (CancellationTokenSource? Source, int Stopped)[] _sources = new (CancellationTokenSource?, int)[layout.Count];

    // Which steps run; null for all. A step that does not run takes no elements.
    private PlanSubset? _subset;

    /// <summary>What was learned about the steps that work on elements.</summary>
    public StreamPace Pace { get; } = new();

    /// <summary>Takes the flow's output as it comes; null if the caller waits for the whole. Set before the run begins.</summary>
    public IStreamOutput? Output { get; set; }

    /// <summary>The queue of a step; null if it was not given one.</summary>
    public ElementQueue? InputOf(int step) => _inputs[step];

    /// <summary>Whether the second step started with the first elements of the first one.</summary>
    public bool IsRead(int step, int successor) => _isOpen[step] && IsStreamed(step, successor);

    /// <summary>Whether a step has begun to give its elements.</summary>
    public bool IsOpen(int step) => _isOpen[step];

    /// <summary>Whether a step that has ended has an outcome of each element, though it need not have succeeded.</summary>
    public bool HasOutcomes(int step) => _hasOutcomes[step] && !_isTruncated[step];

    /// <summary>Whether a step that has ended lacks elements of which there is no outcome.</summary>
    public bool IsTruncated(int step) => _isTruncated[step];

    /// <summary>The step because of which this one, which has ended, lacks results; -1 for none.</summary>
    public int CauseOf(int step) => _hasMissing[step] || _isTruncated[step] ? layout.StreamFrom(step) : -1;

    /// <summary>Whether the run disposes what a step has made.</summary>
    public bool IsOwned(int step) => layout.ReleaseOf(step) >= 0;

    /// <summary>
    /// Whether the run disposes each result of a step as soon as nothing works on it any more: if all steps that wait for that step take its results
    /// one by one. Otherwise all are disposed when these have ended.
    /// </summary>
    public bool IsOwnedByElement(int step)
    {
        for (int edge = layout.SuccessorStart[step]; edge < layout.SuccessorStart[step + 1]; edge++)
        {
            int successor = layout.Successors[edge];
            if (!layout.IsRelease(successor) && !IsStreamed(step, successor))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes the queues of the steps that take the elements of a step one by one. The caller owns that step.</summary>
    /// <param name="step">The step that gives the elements.</param>
    /// <param name="gate">The gate of the stream.</param>
    /// <param name="count">How many elements there are; null if that is not known.</param>
    /// <param name="slots">How many elements the step works on at the same time.</param>
    public ElementQueue<T>[] Connect<T>(int step, StreamWorker gate, int? count, int slots)
    {
        List<ElementQueue<T>> queues = [];
        if (Output is not null && layout.StreamsOutput(step))
        {
            ElementQueue<T> output = new(gate, slots);
            queues.Add(output);
            Output.Connect(output);
        }

        for (int edge = layout.SuccessorStart[step]; edge < layout.SuccessorStart[step + 1]; edge++)
        {
            int reader = layout.Successors[edge];
            if (IsStreamed(step, reader))
            {
                ElementQueue<T> queue = new(gate, layout.BufferOf(reader, count ?? StreamLimits.Slots)) { Count = count };
                _inputs[reader] = queue;
                queues.Add(queue);
            }
        }

        return [.. queues];
    }

    /// <summary>A step begins to give its elements. The caller owns it.</summary>
    /// <returns>Whether other steps take them one by one.</returns>
    public bool Open(int step)
    {
        for (int edge = layout.SuccessorStart[step]; edge < layout.SuccessorStart[step + 1]; edge++)
        {
            _isOpen[step] |= IsStreamed(step, layout.Successors[edge]);
        }

        return _isOpen[step];
    }

    /// <summary>The run over a step's elements ends.</summary>
    public void EndElements(int step, bool isTruncated, bool hasMissing) => (_hasOutcomes[step], _isTruncated[step], _hasMissing[step]) = (true, isTruncated, hasMissing);

    /// <summary>A step has ended: it takes no further elements, if it ever did.</summary>
    public void Close(int step)
    {
        if (_inputs[step] is not { } queue)
        {
            return;
        }

        _inputs[step] = null;
        StreamWakeups wakeups = default;
        using (queue.Gate.Enter())
        {
            queue.Close(ref wakeups);
        }

        wakeups.Run();
    }

    /// <summary>The token for a step that returns a stream.</summary>
    public CancellationToken TokenOf(int step)
    {
        lock (_sources)
        {
            ref (CancellationTokenSource? Source, int Stopped) entry = ref _sources[step];
            entry.Source ??= CancellationTokenSource.CreateLinkedTokenSource(cancellation.Token);
            return entry.Source.Token;
        }
    }

    /// <summary>A step has stopped before the end of the stream that it takes.</summary>
    /// <returns>The source of the stream's token, to be cancelled, if that step was the last one to read the stream; otherwise null.</returns>
    public CancellationTokenSource? StopReading(int step)
    {
        int source = layout.StreamFrom(step);
        if (source < 0)
        {
            return null;
        }

        lock (_sources)
        {
            ref (CancellationTokenSource? Source, int Stopped) entry = ref _sources[source];
            return ++entry.Stopped == CountReaders(source) ? entry.Source : null;
        }
    }

    /// <summary>Has the run execute only some of the steps. Called before the first one starts.</summary>
    public void Restrict(PlanSubset subset) => _subset = subset;

    /// <summary>Makes the object ready for the next run.</summary>
    public void Reset()
    {
        Output = null;
        _subset = null;
        _inputs.AsSpan().Clear();
        _isOpen.AsSpan().Clear();
        _hasOutcomes.AsSpan().Clear();
        _isTruncated.AsSpan().Clear();
        _hasMissing.AsSpan().Clear();
        foreach ((CancellationTokenSource? source, _) in _sources)
        {
            source?.Dispose();
        }

        _sources.AsSpan().Clear();
    }

    private bool Runs(int step) => _subset?.ReasonAgainst(step) is null;

    private bool IsStreamed(int step, int reader) => layout.IsStreamed(step, reader) && Runs(reader);

    private int CountReaders(int source)
    {
        int count = layout.CountReaders(source);
        for (int edge = layout.SuccessorStart[source]; edge < layout.SuccessorStart[source + 1]; edge++)
        {
            int successor = layout.Successors[edge];
            count -= layout.StreamFrom(successor) == source && !Runs(successor) ? 1 : 0;
        }

        return count;
    }
}

/// <summary>Takes the output of a flow as it comes.</summary>
internal interface IStreamOutput
{
    /// <summary>The output comes from here. Called before there is an element.</summary>
    void Connect(ElementQueue queue);
}

/// <summary>What holds for all streams.</summary>
internal static class StreamLimits
{
    /// <summary>How many elements are worked on at the same time if neither the step says so nor the number of elements is known.</summary>
    public const int Slots = 256;

    /// <summary>Of how many elements of a stream, the first ones, a report has reports of their own.</summary>
    public const int Reports = 10_000;
}
