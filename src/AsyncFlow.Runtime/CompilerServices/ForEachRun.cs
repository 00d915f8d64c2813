using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// The run within a step that processes each element of a list: its steps are the elements. Generated code derives from it and starts
/// the step's function for one element.
/// </summary>
/// <typeparam name="TItem">The type of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ForEachRun<TItem> : FlowRun
{
    private readonly FlowRun _outer;
    private readonly int _step;
    private readonly TItem[] _items;

    /// <summary>Prepares to process each element.</summary>
    /// <param name="outer">The run within which this is a step.</param>
    /// <param name="step">That step's index.</param>
    /// <param name="items">The elements; copied unless they are an array.</param>
    /// <param name="maxConcurrency">How many elements are processed at the same time; 0 means no limit.</param>
    /// <exception cref="InvalidOperationException">There is no list of elements.</exception>
    protected ForEachRun(FlowRun outer, int step, IEnumerable<TItem>? items, int maxConcurrency)
        : this(outer, step, items switch { null => throw NoItems(outer, step), TItem[] array => array, _ => [.. items] }, maxConcurrency)
    {
    }

    private ForEachRun(FlowRun outer, int step, TItem[] items, int maxConcurrency)
        : this(outer, step, items, outer.PlanElements(step, items.Length, maxConcurrency))
    {
    }

    private protected ForEachRun(FlowRun outer, int step, TItem[] items, FlowPlan plan)
        : base(new NoPool(plan))
    {
        _outer = outer;
        _step = step;
        _items = items;
    }

    /// <summary>How many elements there are.</summary>
    protected int Count => _items.Length;

    /// <summary>The elements; of a stream, that of each slot.</summary>
    private protected TItem[] Items => _items;

    /// <summary>Processes all elements.</summary>
    public virtual ValueTask ExecuteAsync() => ExecuteAsync(_outer.Nested(_step), _outer.TokenOf(_step));

    /// <summary>An element.</summary>
    /// <param name="element">Its index.</param>
    protected internal TItem Item(int element) => _items[element];

    /// <summary>What became of each element, when all have ended.</summary>
    /// <param name="results">The results of those that succeeded.</param>
    protected StepOutcome<T>[] OutcomesOf<T>(T[] results)
    {
        StepOutcome<T>[] outcomes = Count == 0 ? [] : new StepOutcome<T>[Count];
        for (int element = 0; element < outcomes.Length; element++)
        {
            outcomes[element] = OutcomeOf(element, results[element]);
        }

        return outcomes;
    }

    /// <summary>An array with an entry for each element.</summary>
    protected T[] PerElement<T>() => Count == 0 ? [] : new T[Count];

    /// <inheritdoc/>
    /// <remarks>By default one that is the same for all elements.</remarks>
    protected internal override object? GetLock(int step, int index) => _outer.LockOf(_step, index);

    internal sealed override object? KeptItem(int step) => _items[step];

    /// <inheritdoc/>
    protected internal override void Clear() { }

    private static InvalidOperationException NoItems(FlowRun outer, int step) =>
        new($"Step '{outer.NameOf(step)}' works on each element of a list, but was given null instead of one. Return an empty list where there is nothing to do.");

    // There is one such run for each list.
    private sealed class NoPool(FlowPlan plan) : RunPool(plan)
    {
        internal override void Return(object run) { }

        internal override void Remember(bool isShort) { }
    }
}
