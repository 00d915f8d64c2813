using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>The elements that a step processes, in a run.</summary>
/// <param name="list">Gives the list.</param>
/// <param name="stream">Gives the stream, if there is no list.</param>
internal readonly struct RunElements<TItem>(Func<IEnumerable<TItem>?>? list, Func<IAsyncEnumerable<TItem>?>? stream)
{
    /// <summary>The list.</summary>
    public IEnumerable<TItem>? List => list!();

    /// <summary>The elements one by one.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">The step that processes them.</param>
    /// <param name="maxConcurrency">How many it processes at the same time; 0 means no limit.</param>
    public StreamInput<TItem> Open(FlowRun run, int step, int maxConcurrency) => list is null
        ? StreamInput<TItem>.Of(run, step, stream!(), maxConcurrency)
        : StreamInput<TItem>.Of(run, step, list(), maxConcurrency);
}
