using System.ComponentModel;
using System.Runtime.InteropServices;
using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

/// <summary><see cref="StreamRun{TItem}"/> for a step with results.</summary>
/// <typeparam name="TItem">The type of the elements.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class StreamRun<TItem, TResult> : StreamRun<TItem>
{
    private readonly ElementQueue<TResult>[] _outputs;
    private readonly bool _keepsList;
    private readonly bool _keepsOutcomes;

    // Whether the run disposes the results; and those that it disposes one by one, null if it disposes all at the end.
    private readonly bool _isOwned;
    private readonly OwnedElements<TResult>? _owned;

    // In the order of the elements. Guarded by the stream's gate until the run has ended.
    private readonly List<TResult> _list = [];
    private readonly List<StepOutcome<TResult>> _outcomes = [];

    /// <inheritdoc/>
    /// <param name="outer">The run within which this is a step.</param>
    /// <param name="step">That step's index.</param>
    /// <param name="items">The list, if there is no such step.</param>
    /// <param name="maxConcurrency">How many elements are worked on at the same time; 0 means no limit.</param>
    /// <param name="keepsList">Whether <see cref="List"/> is used.</param>
    /// <param name="keepsOutcomes">Whether <see cref="Outcomes"/> is used.</param>
    protected StreamRun(FlowRun outer, int step, IEnumerable<TItem>? items, int maxConcurrency, bool keepsList, bool keepsOutcomes)
        : this(outer, step, StreamInput<TItem>.Of(outer, step, items, maxConcurrency), maxConcurrency, keepsList, keepsOutcomes)
    {
    }

    /// <inheritdoc cref="StreamRun{TItem, TResult}(FlowRun, int, IEnumerable{TItem}, int, bool, bool)"/>
    protected StreamRun(FlowRun outer, int step, IAsyncEnumerable<TItem>? items, int maxConcurrency, bool keepsList, bool keepsOutcomes)
        : this(outer, step, StreamInput<TItem>.Of(outer, step, items, maxConcurrency), maxConcurrency, keepsList, keepsOutcomes)
    {
    }

    private protected StreamRun(FlowRun outer, int step, StreamInput<TItem> input, int maxConcurrency, bool keepsList, bool keepsOutcomes)
        : this(outer, step, input, maxConcurrency, outer.Streams?.Connect<TResult>(step, input.Queue.Gate, input.Queue.Count, input.Slots) ?? [])
    {
        _isOwned = outer.Streams?.IsOwned(step) == true;
        _owned = _isOwned && outer.Streams!.IsOwnedByElement(step) ? new() : null;
        _keepsList = keepsList && _owned is null;
        _keepsOutcomes = keepsOutcomes;
    }

    private StreamRun(FlowRun outer, int step, StreamInput<TItem> input, int maxConcurrency, ElementQueue<TResult>[] outputs)
        : base(outer, step, input, maxConcurrency, outputs)
    {
        _outputs = outputs;
        Results = PerElement<TResult>();
    }

    /// <summary>
    /// The results of all elements, in their order; complete when the run has ended. An element that did not succeed has its type's default. Of
    /// results that are disposed one by one, those that are not disposed yet.
    /// </summary>
    public IReadOnlyList<TResult> List => (IReadOnlyList<TResult>?)_owned ?? _list;

    /// <summary>What became of each element, in their order; complete when the run has ended.</summary>
    public IReadOnlyList<StepOutcome<TResult>> Outcomes => _outcomes;

    /// <summary>For each step of this run the result of the element that it works on.</summary>
    protected TResult[] Results { get; }

    /// <inheritdoc/>
    private protected override bool Unload(int slot, int element, bool hasSucceeded, OwnedElement? owned, ref StreamWakeups wakeups)
    {
        TResult result = Results[slot];
        StepOutcome<TResult> outcome = hasSucceeded && !_keepsOutcomes ? default : TakeOutcome(slot, result);
        Results[slot] = default!;
        Items[slot] = default!;
        if (_keepsList)
        {
            Store(_list, element, hasSucceeded ? result : default!);
        }

        if (_keepsOutcomes)
        {
            Store(_outcomes, element, outcome);
        }

        OwnedElement? ownedResult = hasSucceeded ? _owned?.Add(element, result, owned, CountReaders()) : null;
        foreach (ElementQueue<TResult> output in _outputs)
        {
            output.Add(hasSucceeded ? new(element, result, Owned: ownedResult) : new(element, default!, IsMissing: true, outcome.Exception), ref wakeups);
        }

        return hasSucceeded && _isOwned;
    }

    // What a step that takes no further elements leaves is disposed when all have ended.
    private int CountReaders()
    {
        int count = 0;
        foreach (ElementQueue<TResult> output in _outputs)
        {
            count += output.IsClosed ? 0 : 1;
        }

        return count;
    }

    // Elements end in any order.
    private static void Store<T>(List<T> list, int element, T value)
    {
        if (element >= list.Count)
        {
            CollectionsMarshal.SetCount(list, element + 1);
        }

        list[element] = value;
    }
}
