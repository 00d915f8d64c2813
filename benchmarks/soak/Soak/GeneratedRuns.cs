using AsyncFlow;

namespace Soak;

/// <summary>Runs of generated flows. Each checks its result.</summary>
internal static class GeneratedRuns
{
    public static IEnumerable<Func<Random, Task>> All(FlowHost[] hosts)
    {
        Line line = new();
        Pages pages = new();
        Whole whole = new();
        Feed feed = new();
        return
        [
            async random => Expect.Equal((1L, "run"), await line.ExecuteAsync(8, random.Next(2) == 0)),
            async _ => Expect.Equal((1L, "run"), await line.ExecuteAsync(8)),
            async random => Expect.Equal((1L, "run"), await line.ExecuteAsync(8, waits: true, new FlowOptions { Host = Any(hosts, random) })),
            async random =>
            {
                int count = random.Next(30);
                Expect.Equal(count - (count / 11), await pages.ExecuteAsync(count, new FlowOptions { Host = Any(hosts, random), MaxConcurrency = random.Next(1, 4) }));
            },
            async random =>
            {
                FlowReport<int> report = await pages.RunAsync(12, new FlowOptions { Host = Any(hosts, random), Observer = new Counter() });
                Expect.Equal(11, report.Output);
                Expect.Equal(true, report.Analysis.CriticalPath.Count > 0);
            },
            async random => Expect.Equal(18, await whole.ExecuteAsync(8, 9, new FlowOptions { Host = Any(hosts, random) })),
            random => Expect.CanceledAsync(random, token => whole.ExecuteAsync(8, 40, token).AsTask()),
            async random =>
            {
                int taken = 0;
                await foreach (int _ in feed.ExecuteAsync(20))
                {
                    if (++taken > random.Next(40))
                    {
                        break;
                    }
                }

                Expect.Equal(20, (await feed.ExecuteToListAsync(20, null)).Count);
            },
        ];
    }

    private static FlowHost Any(FlowHost[] hosts, Random random) => hosts[random.Next(hosts.Length)];

    private sealed class Counter : FlowObserver
    {
        private int _steps;

        public override void OnStepCompleted(in StepCompleted e) => Interlocked.Increment(ref _steps);

        public override void OnRunCompleted(in RunCompleted e) => Expect.Equal(true, _steps > 0);
    }
}
