using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>The results of a flow as they come. Each enumeration runs the flow once. Meant for generated code.</summary>
/// <typeparam name="T">The type of the results.</typeparam>
/// <param name="rent">Makes a run.</param>
/// <param name="options">How to run; null is the flow's own choice.</param>
/// <param name="cancellationToken">The caller's token.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StreamedResults<T>(Func<FlowRun<IReadOnlyList<T>>> rent, FlowOptions? options, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new StreamedResultsReader<T>(rent, options, Token, cancellationToken);

    private CancellationToken Token => cancellationToken;
}
