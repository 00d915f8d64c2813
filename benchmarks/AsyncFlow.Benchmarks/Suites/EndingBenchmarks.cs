using AsyncFlow.Benchmarks.Workloads;
using BenchmarkDotNet.Attributes;

namespace AsyncFlow.Benchmarks.Suites;

/// <summary>Runs that end badly in their first step.</summary>
public class EndingBenchmarks
{
    private readonly CancelingBody _canceling = new();
    private Func<CancellationToken, Task> _canceledByHand = null!;
    private Func<CancellationToken, Task> _failingByHand = null!;
    private IFlow _canceled = null!;
    private IFlow _failing = null!;
    private IFlow _canceledBuilt = null!;
    private IFlow _failingBuilt = null!;

    public static IEnumerable<Shape> Shapes => Shape.All;

    [ParamsSource(nameof(Shapes))]
    public Shape Shape { get; set; } = null!;

    [GlobalSetup]
    public void Setup()
    {
        Workload canceling = new(Shape, FlowKind.Async, _canceling);
        (_canceledByHand, _canceled, _canceledBuilt) = (canceling.ByHand(), canceling.Generated, canceling.Built());
        Workload failing = new(Shape, FlowKind.Async, new FailingBody());
        (_failingByHand, _failing, _failingBuilt) = (failing.ByHand(), failing.Generated, failing.Built());
    }

    [Benchmark]
    public Task CanceledByHand() => CancelAsync(token => new ValueTask(_canceledByHand(token)));

    [Benchmark]
    public Task CanceledFlow() => CancelAsync(_canceled.ExecuteAsync);

    [Benchmark]
    public Task CanceledBuilt() => CancelAsync(_canceledBuilt.ExecuteAsync);

    [Benchmark]
    public Task FailingByHand() => FailAsync(token => new ValueTask(_failingByHand(token)));

    [Benchmark]
    public Task FailingFlow() => FailAsync(_failing.ExecuteAsync);

    [Benchmark]
    public Task FailingBuilt() => FailAsync(_failingBuilt.ExecuteAsync);

    private async Task CancelAsync(Func<CancellationToken, ValueTask> run)
    {
        using CancellationTokenSource source = new();
        _canceling.Source = source;
        try
        {
            await run(source.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        throw new InvalidOperationException("The run was to be cancelled.");
    }

    private static async Task FailAsync(Func<CancellationToken, ValueTask> run)
    {
        try
        {
            await run(default).ConfigureAwait(false);
        }
        catch (BodyException)
        {
            return;
        }

        throw new InvalidOperationException("The run was to fail.");
    }
}
