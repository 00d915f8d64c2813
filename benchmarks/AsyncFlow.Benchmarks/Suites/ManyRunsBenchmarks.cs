using AsyncFlow.Benchmarks.Workloads;
using BenchmarkDotNet.Attributes;

namespace AsyncFlow.Benchmarks.Suites;

/// <summary>Many runs of figure 1 at the same time.</summary>
public class ManyRunsBenchmarks
{
    private Func<CancellationToken, Task> _byHand = null!;
    private IFlow _generated = null!;
    private IFlow _built = null!;
    private Task[] _tasks = [];
    private ValueTask[] _runs = [];

    [Params(1, 2, 8, 64)]
    public int InFlight { get; set; }

    [Params(Work.Synchronous, Work.Yielding, Work.ContendedLock)]
    public Work Work { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Workload workload = new(Shape.FigureOne, Work);
        _generated = workload.Generated;
        _byHand = workload.ByHand();
        _built = workload.Built();
        _tasks = new Task[InFlight];
        _runs = new ValueTask[InFlight];
    }

    [Benchmark(Baseline = true)]
    public Task ByHand()
    {
        for (int i = 0; i < _tasks.Length; i++)
        {
            _tasks[i] = _byHand(default);
        }

        return Task.WhenAll(_tasks);
    }

    [Benchmark]
    public Task Flow() => RunAsync(_generated);

    [Benchmark]
    public Task Built() => RunAsync(_built);

    private async Task RunAsync(IFlow flow)
    {
        for (int i = 0; i < _runs.Length; i++)
        {
#pragma warning disable CA2012 // Each is awaited once, below.
            _runs[i] = flow.ExecuteAsync();
#pragma warning restore CA2012
        }

        for (int i = 0; i < _runs.Length; i++)
        {
            await _runs[i].ConfigureAwait(false);
        }
    }
}
