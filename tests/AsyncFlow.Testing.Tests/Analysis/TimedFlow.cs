namespace AsyncFlow.Testing.Tests.Analysis;

/// <summary>
/// A random flow whose steps take known times: with flows, lists and streams as steps, locks that flows share, and limits. Made anew for each run, so that
/// the times, the limit and the permits can differ while all else stays.
/// </summary>
/// <param name="seed">Chooses the flow.</param>
internal sealed class TimedFlow(int seed)
{
    private const int FlowKind = 0;
    private const int ListKind = 1;
    private const int StreamKind = 2;

    private readonly Random _random = new(seed);

    // Those of functions, and one that flows hold which are steps of the main one: no step within a step may wait for what that holds.
    private FlowSemaphore[] _locks = [];
    private FlowSemaphore _flowLock = new(permits: 1);

    /// <summary>How many times as fast steps are, by their paths.</summary>
    public Dictionary<string, double> Speedups { get; init; } = [];

    /// <summary>The permits of the locks, if they differ from those that the seed chooses.</summary>
    public Dictionary<string, int> Permits { get; init; } = [];

    /// <summary>
    /// Whether it has streams, and no limits instead: of elements that come at the same time, from different streams, none is the first to get a slot.
    /// </summary>
    public bool HasStreams { get; init; }

    /// <summary>Chooses among the orders of what happens at the same time.</summary>
    public int Order { get; init; } = seed;

    /// <summary>The paths of all steps, those within steps included.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>The names of the locks that steps hold.</summary>
    public HashSet<string> LockNames { get; } = [];

    /// <summary>Runs the flow in virtual time.</summary>
    /// <param name="limit">The limit of concurrency, if it differs from the one that the seed chooses.</param>
    public async Task<FlowReport> RunAsync(int? limit = null)
    {
        _locks = [.. Enumerable.Range(0, _random.Next(4)).Select(i =>
        {
            int permits = _random.Next(1, 3);
            return new FlowSemaphore(Permits.GetValueOrDefault($"lock{i}", permits), $"lock{i}");
        })];
        _flowLock = new FlowSemaphore(Permits.GetValueOrDefault("flows", 1), "flows");
        int chosen = !HasStreams && _random.Next(3) == 0 ? _random.Next(1, 4) : 0;
        IFlow flow = Make("Main", "", depth: 0, speedup: 1);
        FlowReport report = await flow.RunAsync(new FlowOptions { Host = new SimulationHost(Order), MaxConcurrency = limit ?? chosen }).AsTask().Within();
        Assert.True(report.Status == FlowStatus.Succeeded, report.ToString());
        return report;
    }

    private IFlow Make(string name, string prefix, int depth, double speedup)
    {
        FlowBuilder builder = new(name) { MaxConcurrency = !HasStreams && depth > 0 && _random.Next(4) == 0 ? _random.Next(1, 3) : 0 };
        List<StepHandle> steps = [];
        int count = _random.Next(1, 9);
        for (int i = 0; i < count; i++)
        {
            StepHandle[] upstream = [.. steps.Where(_ => _random.Next(3) == 0)];
            int kind = _random.Next(6);
            IFlowLock[] locks = kind switch
            {
                // The elements of a list do not come to a lock in a certain order.
                ListKind or StreamKind => [],
                FlowKind => depth == 0 && _random.Next(2) == 0 ? [_flowLock] : [],
                _ => [.. _locks.Where(_ => _random.Next(4) == 0)],
            };
            if (locks.Length > 0 || kind <= ListKind || (kind == StreamKind && HasStreams))
            {
                // Steps that come to a lock at the same time do so in any order, and so do flows that start. So each comes after a step that
                // takes a time of its own and that no other step waits for.
                string before = $"before{i}";
                upstream = [builder.Step(before, Work(prefix + before, speedup)).After(upstream)];
            }

            StepHandle step = Add(builder, kind, prefix, $"step{i}", depth, speedup, upstream);
            if (locks.Length > 0)
            {
                step.WithLock(locks);
                LockNames.UnionWith(locks.Select(static held => ((FlowSemaphore)held).Name!));
            }

            steps.Add(step);
        }

        return builder.Build();
    }

    private StepHandle Add(FlowBuilder builder, int kind, string prefix, string name, int depth, double speedup, StepHandle[] upstream)
    {
        string path = prefix + name;
        switch (kind)
        {
            case FlowKind when depth < 2:
                Steps.Add(path);
                return builder.SubFlow(name, Make("Inner", path + ".", depth + 1, speedup * SpeedupOf(path))).After(upstream);
            case ListKind:
                return Each(builder, path, name, speedup, upstream);
            case StreamKind when HasStreams:
                return Stream(builder, path, name, speedup, upstream);
            default:
                return builder.Step(name, Work(path, speedup)).After(upstream);
        }
    }

    private StepHandle Each(FlowBuilder builder, string path, string name, double speedup, StepHandle[] upstream)
    {
        Steps.Add(path);
        double all = speedup * SpeedupOf(path);
        int count = _random.Next(5);
        List<Func<StepContext, Task>> works = [.. Enumerable.Range(0, count).Select(i => Work($"{path}[{i}]", all))];
        Func<StepContext, Task> wait = Work($"{path} list", speedup);
        StepHandle<int[]> list = builder.Step($"{name} list", async (StepContext context) =>
        {
            await wait(context);
            return Enumerable.Range(0, count).ToArray();
        }).After(upstream);
        return builder.ForEach(list, (int i, StepContext context) => works[i](context), name: name, maxConcurrency: _random.Next(3) == 0 ? 2 : 0);
    }

    // A source, and steps behind each other, or two behind one. Only one of those that nothing takes elements from is returned.
    private StepHandle Stream(FlowBuilder builder, string path, string name, double speedup, StepHandle[] upstream)
    {
        int count = _random.Next(8);
        string sourceName = $"{path} source";

        // The last one is for finding that there is none.
        List<Func<StepContext, Task>> pulls = [.. Enumerable.Range(0, count + 1).Select(i => Work($"{sourceName} {i}", speedup * SpeedupOf(sourceName)))];
        Steps.RemoveRange(Steps.Count - pulls.Count, pulls.Count);
        Steps.Add(sourceName);
        StepHandle<IAsyncEnumerable<int>> source = builder.Step($"{name} source", Numbers).After(upstream);
        List<StepHandle<IReadOnlyList<int>>> stages = [builder.ForEach(source, Element(0), Concurrency(), $"{name} 0", Buffer())];
        for (int stage = 1; stage < 3 && _random.Next(3) > 0; stage++)
        {
            stages.Add(builder.ForEach(stages[_random.Next(stage)], Element(stage), Concurrency(), $"{name} {stage}", Buffer()));
        }

        return stages[^1];

        int Concurrency() => _random.Next(4);

        int Buffer() => _random.Next(4);

        async IAsyncEnumerable<int> Numbers(StepContext context)
        {
            for (int i = 0; i < count; i++)
            {
                await pulls[i](context);
                yield return i;
            }

            await pulls[count](context);
        }

        Func<int, StepContext, Task<int>> Element(int stage)
        {
            string step = $"{path} {stage}";
            Steps.Add(step);
            double all = speedup * SpeedupOf(step);
            List<Func<StepContext, Task>> works = [.. Enumerable.Range(0, count).Select(i => Work($"{step}[{i}]", all))];
            return async (i, context) =>
            {
                await works[i](context);
                return i;
            };
        }
    }

    private Func<StepContext, Task> Work(string path, double speedup)
    {
        Steps.Add(path);
        TimeSpan time = TimeSpan.FromMilliseconds(_random.Next(1, 1_000_000) * 4) / (speedup * SpeedupOf(path));
        return context => Task.Delay(time, context.TimeProvider, CancellationToken.None);
    }

    private double SpeedupOf(string path) => Speedups.GetValueOrDefault(path, 1);
}
