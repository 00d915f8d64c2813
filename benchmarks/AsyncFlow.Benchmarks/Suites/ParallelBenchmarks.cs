using AsyncFlow.Benchmarks.Workloads;
using BenchmarkDotNet.Attributes;

namespace AsyncFlow.Benchmarks.Suites;

/// <summary>Fan-out, the one shape that the parallel loops of .NET can run.</summary>
public class ParallelBenchmarks
{
    private readonly Shape _shape = Shape.Find("FanOut");
    private Action[] _steps = [];
    private IFlow _generated = null!;

    [Params(Work.Synchronous, Work.Busy1, Work.Busy10, Work.Busy100)]
    public Work Work { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _generated = new Workload(_shape, Work).Generated;
        _steps = ((ISteps<Action>)_generated).Steps;
    }

    [Benchmark(Baseline = true)]
    public void ParallelFor()
    {
        _steps[0]();
        Parallel.For(1, _steps.Length, step => _steps[step]());
    }

    [Benchmark]
    public async Task ParallelForEachAsync()
    {
        _steps[0]();
        await Parallel.ForAsync(1, _steps.Length, (step, _) =>
        {
            _steps[step]();
            return default;
        }).ConfigureAwait(false);
    }

    [Benchmark]
    public ValueTask Flow() => _generated.ExecuteAsync();
}
