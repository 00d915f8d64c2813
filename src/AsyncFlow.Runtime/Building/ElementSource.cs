using AsyncFlow.Building.Steps;

namespace AsyncFlow.Building;

/// <summary>The step whose result has the elements that another step processes. Immutable; all runs share it.</summary>
/// <typeparam name="TItem">The type of the elements.</typeparam>
internal sealed class ElementSource<TItem>
{
    // One of them is null.
    private readonly IStepHandle<IEnumerable<TItem>>? _list;
    private readonly IStepHandle<IAsyncEnumerable<TItem>>? _stream;

    private ElementSource(IStepHandle<IEnumerable<TItem>>? list, IStepHandle<IAsyncEnumerable<TItem>>? stream)
    {
        _list = list;
        _stream = stream;
    }

    /// <summary>The step; null if the caller of the builder gave none.</summary>
    public StepHandle? Step => _list?.Step ?? _stream?.Step;

    /// <summary>
    /// Whether enumerating the list may run user code. The elements of a collection exist already; anything else may make them while it is enumerated.
    /// </summary>
    public bool IsLazy => _list?.Step.ResultType is { } list
        && !typeof(IReadOnlyCollection<TItem>).IsAssignableFrom(list) && !typeof(ICollection<TItem>).IsAssignableFrom(list);

    /// <summary>Whether the elements are taken one by one, as the source makes them.</summary>
    public bool IsStream => _stream is not null || IsLazy;

    public static ElementSource<TItem> Of(IStepHandle<IEnumerable<TItem>>? list) => new(list, null);

    public static ElementSource<TItem> Of(IStepHandle<IAsyncEnumerable<TItem>>? stream) => new(null, stream);

    /// <summary>Makes the function that gets the elements in a run.</summary>
    /// <param name="steps">The steps of the run.</param>
    public RunElements<TItem> In(BuiltStep[] steps) => new(_list?.ReadFrom(steps), _stream?.ReadFrom(steps));
}
