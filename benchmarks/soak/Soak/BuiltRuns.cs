using AsyncFlow;

namespace Soak;

/// <summary>Runs of flows that are built at run time. Each checks its result.</summary>
internal static class BuiltRuns
{
    public static IEnumerable<Func<Random, Task>> All(FlowHost[] hosts)
    {
        FlowLock shared = new();
        FlowLocks<int> keys = new();
        Flow<IReadOnlyList<int>> inner = Inner(keys);
        Flow<int> outer = Outer(inner, shared);
        IFlow failing = Failing(shared, FailureMode.Cancel), continuing = Failing(shared, FailureMode.Continue);
        return
        [
            async random => Expect.Equal(6, (await inner.ExecuteAsync(new FlowOptions { Host = Any(hosts, random) })).Count),
            async random => Expect.Equal(12, await outer.ExecuteAsync(new FlowOptions { Host = Any(hosts, random), MaxConcurrency = random.Next(1, 5) })),
            random => Expect.CanceledAsync(random, token => outer.ExecuteAsync(token).AsTask()),
            random => Expect.FailsAsync("fails", failing.ExecuteAsync(new FlowOptions { Host = Any(hosts, random) }).AsTask()),
            random => Expect.FailsAsync("fails", continuing.ExecuteAsync(new FlowOptions { Host = Any(hosts, random) }).AsTask()),
            async random => Expect.Equal(FlowStatus.Failed, (await continuing.RunAsync(new FlowOptions { Host = Any(hosts, random) })).Status),
            _ => Once(inner),
        ];
    }

    private static FlowHost Any(FlowHost[] hosts, Random random) => hosts[random.Next(hosts.Length)];

    // A loop of its own, with its thread; and a flow that is built, run and dropped.
    private static async Task Once(Flow<IReadOnlyList<int>> inner)
    {
        using EventLoopHost loop = new();
        FlowBuilder b = new("once");
        StepHandle<IReadOnlyList<int>> within = b.SubFlow("inner", inner);
        StepHandle<int> twice = b.Step("twice", within, static (list, _) => 2 * list.Count);
        Expect.Equal(12, await b.Build(twice).ExecuteAsync(new FlowOptions { Host = loop }));
    }

    private static Flow<IReadOnlyList<int>> Inner(FlowLocks<int> keys)
    {
        FlowBuilder b = new("inner");
        StepHandle<int[]> list = b.Step("list", static _ => Enumerable.Range(1, 6).ToArray());
        StepHandle<IReadOnlyList<int>> first = b.ForEach(list, static async (int number, CancellationToken _) =>
        {
            await Task.Yield();
            return number;
        }, maxConcurrency: 2).WithLock(keys, static (int number) => number % 2);
        return b.Build(b.ForEach(first, static (int number, CancellationToken _) => -number, maxConcurrency: 2, buffer: 1));
    }

    private static Flow<int> Outer(Flow<IReadOnlyList<int>> inner, FlowLock shared)
    {
        FlowBuilder b = new("outer");
        StepHandle<IReadOnlyList<int>> one = b.SubFlow("one", inner).WithLock(shared), two = b.SubFlow("two", inner);
        StepHandle<Resource> resource = b.Step("resource", static async token =>
        {
            await Task.Delay(1, token);
            return new Resource();
        }).Owned();
        StepHandle skipped = b.Step("skipped", static _ => throw new InvalidTimeZoneException("never")).When(static () => false);
        return b.Build(b.Step("sum", one, two, resource, static (first, second, open, _) => open.Check(first.Count + second.Count)).After(skipped));
    }

    private static IFlow Failing(FlowLock shared, FailureMode mode)
    {
        FlowBuilder b = new("failing") { FailureMode = mode };
        StepHandle<Resource> open = b.Step("open", static _ => new Resource()).Owned();
        StepHandle beside = b.Step("beside", open, static async (resource, token) =>
        {
            resource.Check(0);
            await Task.Delay(1, token);
        }).WithLock(shared);
        StepHandle fails = b.Step("fails", static async _ =>
        {
            await Task.Yield();
            throw new InvalidTimeZoneException("fails");
        }).WithLock(shared);
        b.Step("last", static _ => { }).After(beside, fails);
        return b.Build();
    }
}
