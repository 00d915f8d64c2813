using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

/// <summary>Where a run over a stream gets its elements from.</summary>
/// <param name="Queue">The elements on their way.</param>
/// <param name="Slots">How many are worked on at the same time.</param>
/// <param name="Pump">Reads the source; null if the step before brings the elements.</param>
/// <param name="Open">Begins to read the source.</param>
/// <param name="LeavesCaller">Whether that must not happen on the stack of who starts the step.</param>
internal sealed record StreamInput<T>(ElementQueue<T> Queue, int Slots, ElementPump<T>? Pump, Func<CancellationToken, IAsyncEnumerator<T>>? Open, bool LeavesCaller)
{
    /// <summary>The elements of the step before as they come, or if it does not give any (a test may have replaced it) those of its list.</summary>
    public static StreamInput<T> Of(FlowRun outer, int step, IEnumerable<T>? items, int maxConcurrency)
    {
        if (outer.Streams?.InputOf(step) is ElementQueue<T> queue)
        {
            return new(queue, SlotsOf(maxConcurrency, queue.Count), null, null, false);
        }

        IEnumerable<T> list = items ?? throw NoItems(outer, step);
        return Of(outer, step, _ => new Enumerator(list.GetEnumerator()), CountOf(list), maxConcurrency, leavesCaller: false);
    }

    /// <summary>The elements of a source, one by one.</summary>
    public static StreamInput<T> Of(FlowRun outer, int step, IAsyncEnumerable<T>? items, int maxConcurrency)
    {
        IAsyncEnumerable<T> source = items ?? throw NoItems(outer, step);
        return Of(outer, step, source.GetAsyncEnumerator, null, maxConcurrency, leavesCaller: true);
    }

    private static StreamInput<T> Of(FlowRun outer, int step, Func<CancellationToken, IAsyncEnumerator<T>> open, int? count, int maxConcurrency, bool leavesCaller)
    {
        int slots = SlotsOf(maxConcurrency, count);
        ElementPump<T> pump = new(new StreamWorker(outer.Streams!.Pace), outer.BufferOf(step, slots), count);
        return new(pump.Queue, slots, pump, open, leavesCaller);
    }

    private static int SlotsOf(int maxConcurrency, int? count) =>
        Math.Max(1, Math.Min(maxConcurrency == 0 ? int.MaxValue : maxConcurrency, count ?? (maxConcurrency == 0 ? StreamLimits.Slots : maxConcurrency)));

    // Known without running code of the user.
    private static int? CountOf(IEnumerable<T> list) => list switch
    {
        ICollection<T> collection => collection.Count,
        IReadOnlyCollection<T> collection => collection.Count,
        _ => null,
    };

    private static InvalidOperationException NoItems(FlowRun outer, int step) =>
        new($"Step '{outer.NameOf(step)}' works on each element of a stream, but was given null instead of one. Return an empty one where there is nothing to do.");

    // A list, read as a stream is.
    private sealed class Enumerator(IEnumerator<T> list) : IAsyncEnumerator<T>
    {
        public T Current => list.Current;

        public ValueTask<bool> MoveNextAsync() => new(list.MoveNext());

        public ValueTask DisposeAsync()
        {
            list.Dispose();
            return default;
        }
    }
}
