using AsyncFlow.Benchmarks.Workloads;
using BenchmarkDotNet.Attributes;

namespace AsyncFlow.Benchmarks.Suites;

/// <summary>Every shape with every kind of work.</summary>
public class ShapeBenchmarks
{
    private Func<CancellationToken, Task> _byHand = null!;
    private IFlow _generated = null!;
    private IFlow _built = null!;
    private DataflowGraph _dataflow = null!;

    public static IEnumerable<Shape> Shapes => Shape.All;

    [ParamsSource(nameof(Shapes))]
    public Shape Shape { get; set; } = null!;

    [ParamsAllValues]
    public Work Work { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Workload workload = new(Shape, Work);
        _generated = workload.Generated;
        _byHand = workload.ByHand();
        _built = workload.Built();
        _dataflow = workload.Dataflow();
    }

    [Benchmark(Baseline = true)]
    public Task ByHand() => _byHand(default);

    [Benchmark]
    public ValueTask Flow() => _generated.ExecuteAsync();

    [Benchmark]
    public ValueTask Built() => _built.ExecuteAsync();

    [Benchmark]
    public Task Dataflow() => _dataflow.RunAsync();
}
