using System.Runtime.CompilerServices;
using AsyncFlow.Building;

namespace AsyncFlow;

// Steps that call a function for each element of a list.
public sealed partial class FlowBuilder
{
    /// <summary>Adds a step that calls a synchronous function for each element of a list, concurrently, on worker threads.</summary>
    /// <remarks>An empty list is done at once. If the step that gives the list may be skipped, say what to take then: <c>urls.Or([])</c>.</remarks>
    /// <typeparam name="TItem">The type of the elements.</typeparam>
    /// <param name="items">The step whose result is the list: an array, a <see cref="List{T}"/> or anything else that can be enumerated.</param>
    /// <param name="body">What to do with an element.</param>
    /// <param name="maxConcurrency">How many elements may be worked on at the same time; 0 is no limit but the flow's.</param>
    /// <param name="name">The step's name; by default <c>ForEach(urls)</c> if <paramref name="items"/> is given as <c>urls</c>, with a number behind it if that is taken.</param>
    /// <param name="after">Steps that must have finished, beside the one that gives the list.</param>
    /// <param name="locks">What each element's call holds while it runs.</param>
    /// <param name="when">When the step runs; null for always.</param>
    /// <param name="itemsText">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">Something is null or does not fit, or another step has the name; the message says what.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public StepHandle ForEach<TItem>(
        IStepHandle<IEnumerable<TItem>> items, Action<TItem, CancellationToken> body, int maxConcurrency = 0, string? name = null,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null,
        [CallerArgumentExpression(nameof(items))] string itemsText = "") =>
        ForEach<TItem>(
            items, maxConcurrency, new(NameFor(name, itemsText), body, [items?.Step!], after, locks, when), isAsync: false,
            (run, element, item) =>
            {
                body(item, run.TokenOf(element));
                return default;
            });

    /// <summary>Adds a step that calls a synchronous function for each element of a list, concurrently, on worker threads, and gives the list of results.</summary>
    /// <typeparam name="TItem">The type of the elements.</typeparam>
    /// <typeparam name="TResult">The type of a result; they are in the order of the elements.</typeparam>
    /// <inheritdoc cref="ForEach{TItem}(IStepHandle{IEnumerable{TItem}}, Action{TItem, CancellationToken}, int, string, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition, string)"/>
    public StepHandle<IReadOnlyList<TResult>> ForEach<TItem, TResult>(
        IStepHandle<IEnumerable<TItem>> items, Func<TItem, CancellationToken, TResult> body, int maxConcurrency = 0, string? name = null,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null,
        [CallerArgumentExpression(nameof(items))] string itemsText = "") =>
        ForEach<TItem, TResult>(
            items, maxConcurrency, new(NameFor(name, itemsText), body, [items?.Step!], after, locks, when), isAsync: false,
            (run, element, item) => new(body(item, run.TokenOf(element))));

    /// <summary>Adds a step that calls an asynchronous function for each element of a list, concurrently.</summary>
    /// <inheritdoc cref="ForEach{TItem}(IStepHandle{IEnumerable{TItem}}, Action{TItem, CancellationToken}, int, string, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition, string)"/>
    public StepHandle ForEach<TItem>(
        IStepHandle<IEnumerable<TItem>> items, Func<TItem, CancellationToken, Task> body, int maxConcurrency = 0, string? name = null,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null,
        [CallerArgumentExpression(nameof(items))] string itemsText = "") =>
        ForEach<TItem>(
            items, maxConcurrency, new(NameFor(name, itemsText), body, [items?.Step!], after, locks, when), isAsync: true,
            (run, element, item) => new(run.NotNull(element, body(item, run.TokenOf(element)))));

    /// <summary>Adds a step that calls an asynchronous function for each element of a list, concurrently, and gives the list of results.</summary>
    /// <typeparam name="TItem">The type of the elements.</typeparam>
    /// <typeparam name="TResult">The type of a result; they are in the order of the elements.</typeparam>
    /// <inheritdoc cref="ForEach{TItem}(IStepHandle{IEnumerable{TItem}}, Action{TItem, CancellationToken}, int, string, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition, string)"/>
    /// <example><code>StepHandle&lt;IReadOnlyList&lt;Page&gt;&gt; pages = b.ForEach(urls, (url, ct) => FetchAsync(url, ct), maxConcurrency: 8);</code></example>
    public StepHandle<IReadOnlyList<TResult>> ForEach<TItem, TResult>(
        IStepHandle<IEnumerable<TItem>> items, Func<TItem, CancellationToken, Task<TResult>> body, int maxConcurrency = 0, string? name = null,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null,
        [CallerArgumentExpression(nameof(items))] string itemsText = "") =>
        ForEach<TItem, TResult>(
            items, maxConcurrency, new(NameFor(name, itemsText), body, [items?.Step!], after, locks, when), isAsync: true,
            (run, element, item) => new(run.NotNull(element, body(item, run.TokenOf(element)))));

    /// <summary>Adds a step that calls a function that returns a <see cref="ValueTask"/> for each element of a list, concurrently.</summary>
    /// <inheritdoc cref="ForEach{TItem}(IStepHandle{IEnumerable{TItem}}, Action{TItem, CancellationToken}, int, string, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition, string)"/>
    public StepHandle ForEachValue<TItem>(
        IStepHandle<IEnumerable<TItem>> items, Func<TItem, CancellationToken, ValueTask> body, int maxConcurrency = 0, string? name = null,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null,
        [CallerArgumentExpression(nameof(items))] string itemsText = "") =>
        ForEach<TItem>(
            items, maxConcurrency, new(NameFor(name, itemsText), body, [items?.Step!], after, locks, when), isAsync: true,
            (run, element, item) => body(item, run.TokenOf(element)));

    /// <summary>Adds a step that calls a function that returns a <see cref="ValueTask{T}"/> for each element of a list, concurrently, and gives the list of results.</summary>
    /// <typeparam name="TItem">The type of the elements.</typeparam>
    /// <typeparam name="TResult">The type of a result; they are in the order of the elements.</typeparam>
    /// <inheritdoc cref="ForEach{TItem}(IStepHandle{IEnumerable{TItem}}, Action{TItem, CancellationToken}, int, string, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition, string)"/>
    public StepHandle<IReadOnlyList<TResult>> ForEachValue<TItem, TResult>(
        IStepHandle<IEnumerable<TItem>> items, Func<TItem, CancellationToken, ValueTask<TResult>> body, int maxConcurrency = 0, string? name = null,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null,
        [CallerArgumentExpression(nameof(items))] string itemsText = "") =>
        ForEach<TItem, TResult>(
            items, maxConcurrency, new(NameFor(name, itemsText), body, [items?.Step!], after, locks, when), isAsync: true,
            (run, element, item) => body(item, run.TokenOf(element)));

    private StepHandle ForEach<TItem>(
        IStepHandle<IEnumerable<TItem>> items, int maxConcurrency, StepRequest request, bool isAsync, ElementCall<TItem, ValueTask> call)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        return Add(
            request, isAsync, (run, step, cells) => new AsyncCell<ForEachCall<TItem>>(run, step, new(cells, new(items.ReadFrom, maxConcurrency, call))), StepKind.ForEach);
    }

    private StepHandle<IReadOnlyList<TResult>> ForEach<TItem, TResult>(
        IStepHandle<IEnumerable<TItem>> items, int maxConcurrency, StepRequest request, bool isAsync, ElementCall<TItem, ValueTask<TResult>> call)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        ThrowIfValueTask<TResult>(request, nameof(ForEachValue));
        return Add<IReadOnlyList<TResult>>(
            request, isAsync, (run, step, cells) => new ForEachCell<TItem, TResult>(run, step, cells, new(items.ReadFrom, maxConcurrency, call)), StepKind.ForEach);
    }

    private string NameFor(string? name, string itemsText) => name ?? _draft.Unused($"ForEach({itemsText})");
}
