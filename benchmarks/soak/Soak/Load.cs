using System.Diagnostics;
using AsyncFlow;

namespace Soak;

/// <summary>Runs flows of all kinds in turn, several at a time.</summary>
internal sealed class Load : IDisposable
{
    private const int Callers = 4;

    // One after the other in a random order, the same in each process; a caller never stops in the middle of a run.
    private readonly Random[] _random = [.. Enumerable.Range(0, Callers).Select(static seed => new Random(seed))];
    private readonly EventLoopHost _loop = new();
    private readonly Func<Random, Task>[] _scenarios;
    private long _runs;

    public Load()
    {
        ConcurrentExclusiveSchedulerPair schedulers = new(TaskScheduler.Default, maxConcurrencyLevel: 2);
        FlowHost[] hosts = [FlowHost.ThreadPool, _loop, FlowHost.From(schedulers.ExclusiveScheduler), FlowHost.From(schedulers.ConcurrentScheduler)];
        _scenarios = [.. GeneratedRuns.All(hosts), .. BuiltRuns.All(hosts)];
    }

    /// <summary>How long flows have run.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How many runs have ended, without those within other runs.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>Runs flows for some time, and returns when none runs any more. Fails if a result is not as expected.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(_random.Select(random => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                await _scenarios[random.Next(_scenarios.Length)](random);
                Interlocked.Increment(ref _runs);
            }
        })));
        Elapsed += Stopwatch.GetElapsedTime(start);
        Expect.Equal(0L, Resource.Open);
    }

    public void Dispose() => _loop.Dispose();
}
