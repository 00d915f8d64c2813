namespace AsyncFlow.Benchmarks.Workloads;

/// <summary>A shape whose steps do some work, as each of the sides runs it.</summary>
internal sealed class Workload
{
    private readonly Shape _shape;
    private readonly FlowKind _kind;
    private readonly Body _body;
    private readonly int _permits;

    public Workload(Shape shape, Work work)
        : this(shape, KindOf(work), BodyOf(work), permits: work == Work.ContendedSemaphore ? 2 : 1)
    {
    }

    /// <param name="shape">The graph.</param>
    /// <param name="kind">What the steps look like.</param>
    /// <param name="body">What they do.</param>
    /// <param name="permits">How many steps of <see cref="FlowKind.Locked"/> may run at the same time.</param>
    public Workload(Shape shape, FlowKind kind, Body body, int permits = 1)
    {
        (_shape, _kind, _body, _permits) = (shape, kind, body, permits);
        Generated = GeneratedFlows.Create(shape.Name, kind, body, NewGate());
    }

    /// <summary>The [Flow] class.</summary>
    public IFlow Generated { get; }

    /// <summary>A flow built at run time, whose steps call the body.</summary>
    public IFlow Built() => BuiltFlow.Create(_shape, _kind, _body, NewGate());

    /// <summary>Code without a library that calls the step methods of the [Flow] class.</summary>
    public Func<CancellationToken, Task> ByHand() => Generated switch
    {
        Figure1Async flow => ct => FigureOneByHand.RunAsync(flow, ct),
        Figure1Typed flow => ct => FigureOneByHand.RunAsync(flow, ct),
        ISteps<Action> flow => new ByHand(_shape).OnWorkers(flow.Steps),
        ISteps<TypedStep> flow => new ByHand(_shape).WithResults(flow.Steps),
        ISteps<Func<CancellationToken, Task>> flow when _kind == FlowKind.Locked => new ByHand(_shape).WithLock(flow.Steps, _permits),
        ISteps<Func<CancellationToken, Task>> flow => new ByHand(_shape).Of(flow.Steps),
        _ => throw new InvalidOperationException($"Nothing is written by hand for {Generated.Plan.Name}."),
    };

    /// <summary>A network of dataflow blocks that call the body.</summary>
    public DataflowGraph Dataflow() => DataflowGraph.Create(_shape, _kind, _body, _permits);

    private IFlowLock NewGate() => _permits == 1 ? new FlowLock() : new FlowSemaphore(_permits);

    private static FlowKind KindOf(Work work) => work switch
    {
        Work.Synchronous or Work.Busy1 or Work.Busy10 or Work.Busy100 => FlowKind.Sync,
        Work.Completed or Work.Yielding => FlowKind.Async,
        Work.Results => FlowKind.Typed,
        _ => FlowKind.Locked,
    };

    private static Body BodyOf(Work work) => work switch
    {
        Work.Busy1 => new BusyBody(1),
        Work.Busy10 => new BusyBody(10),
        Work.Busy100 => new BusyBody(100),
        Work.Yielding or Work.ContendedLock or Work.ContendedSemaphore => new YieldingBody(),
        _ => new EmptyBody(),
    };
}
