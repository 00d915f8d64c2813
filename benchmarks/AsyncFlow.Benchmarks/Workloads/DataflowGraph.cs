using System.Threading.Tasks.Dataflow;

namespace AsyncFlow.Benchmarks.Workloads;

/// <summary>
/// A shape as a network of TPL Dataflow blocks, made once and run many times, one run after the other: a block for each step,
/// which gets a message when the last of its upstreams has ended. (Counting is several times faster than join blocks.)
/// </summary>
internal sealed class DataflowGraph
{
    private readonly Shape _shape;
    private readonly ActionBlock<int>[] _blocks;
    private readonly int[][] _downstream;
    private readonly int[] _waitingFor;
    private int _left;
    private TaskCompletionSource _ended = new();

    private DataflowGraph(Shape shape, Func<int, ActionBlock<int>> makeBlock)
    {
        _shape = shape;
        _blocks = [.. Enumerable.Range(0, shape.Count).Select(makeBlock)];
        _waitingFor = new int[shape.Count];
        ILookup<int, int> edges = Enumerable.Range(0, shape.Count)
            .SelectMany(step => shape.Upstream[step].Select(upstream => (upstream, step)))
            .ToLookup(static edge => edge.upstream, static edge => edge.step);
        _downstream = [.. Enumerable.Range(0, shape.Count).Select(step => edges[step].ToArray())];
    }

    public static DataflowGraph Create(Shape shape, FlowKind kind, Body body, int permits)
    {
        if (kind == FlowKind.Sync)
        {
            return Create(shape, body.Run);
        }

        SemaphoreSlim gate = new(permits);
        int[] results = new int[shape.Count];
        return kind switch
        {
            FlowKind.Typed => Create(shape, async step => results[step] = await body.AddAsync(shape.Upstream[step].Sum(upstream => results[upstream])).ConfigureAwait(false)),
            FlowKind.Locked => Create(shape, _ => HoldAsync(gate, body)),
            _ => Create(shape, _ => body.RunAsync(CancellationToken.None)),
        };
    }

    public Task RunAsync()
    {
        _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _left = _shape.Count;
        for (int step = 0; step < _waitingFor.Length; step++)
        {
            _waitingFor[step] = _shape.Upstream[step].Length;
        }

        for (int step = 0; step < _blocks.Length; step++)
        {
            if (_shape.Upstream[step].Length == 0)
            {
                _blocks[step].Post(step);
            }
        }

        return _ended.Task;
    }

    private static DataflowGraph Create(Shape shape, Action body)
    {
        DataflowGraph graph = null!;
        return graph = new(shape, _ => new ActionBlock<int>(step =>
        {
            body();
            graph.Complete(step);
        }));
    }

    private static DataflowGraph Create(Shape shape, Func<int, Task> body)
    {
        DataflowGraph graph = null!;
        return graph = new(shape, _ => new ActionBlock<int>(async step =>
        {
            await body(step).ConfigureAwait(false);
            graph.Complete(step);
        }));
    }

    private static async Task HoldAsync(SemaphoreSlim gate, Body body)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await body.RunAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private void Complete(int step)
    {
        foreach (int next in _downstream[step])
        {
            if (Interlocked.Decrement(ref _waitingFor[next]) == 0)
            {
                _blocks[next].Post(next);
            }
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            _ended.SetResult();
        }
    }
}
