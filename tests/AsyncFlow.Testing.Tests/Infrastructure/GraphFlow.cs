using AsyncFlow.CompilerServices;

namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>A flow with a graph of the test: step i waits for the steps of <c>upstream[i]</c>, and calls <c>body(i)</c>.</summary>
internal sealed class GraphFlow : IFlow
{
    private readonly RunPool<Run> _pool;
    private readonly Action<int> _body;

    public GraphFlow(int[][] upstream, Action<int>? body = null, int maxConcurrency = 0)
    {
        _body = body ?? Ran.Add;
        _pool = new RunPool<Run>(
            new FlowPlan("Graph", [.. upstream.Select((steps, i) => new StepDescriptor($"S{i}", isAsync: i % 2 == 0) { Upstream = steps })]) { MaxConcurrency = maxConcurrency },
            static pool => new Run(pool));
    }

    /// <summary>The steps in the order in which they ran, unless the test provides a body.</summary>
    public List<int> Ran { get; } = [];

    public FlowPlan Plan => _pool.Plan;

    public ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(null, cancellationToken);

    public ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default) => Rent().ExecuteAsync(options, cancellationToken);

    public ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken = default) => RunAsync(null, cancellationToken);

    public ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default) => Rent().RunAsync(options, cancellationToken);

    private Run Rent()
    {
        Run run = _pool.Rent();
        run.Body = _body;
        return run;
    }

    private sealed class Run(RunPool pool) : FlowRun(pool)
    {
        public Action<int>? Body { get; set; }

        protected override bool Start(int step)
        {
            Body!(step);
            return true;
        }

        protected override void Clear() => Body = null;
    }
}
