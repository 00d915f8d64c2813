using System.Diagnostics;
using AsyncFlow;
using AsyncFlow.Benchmarks.Shapes;

namespace Outside;

/// <summary>The rows of the table.</summary>
internal static class Comparison
{
    private const int Side = 32;

    public static async Task RunAsync()
    {
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < 4;)
        {
            await Others.RunAsync(32);
        }

        Pairs pairs = new(static () => Others.RunAsync(32));
        Console.WriteLine("| a generated flow | by hand | AsyncFlow, ns a step | by hand, ns a step | ratio |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: |");
        await CompareSmallAsync(pairs);
        await CompareLargeAsync(pairs);
        await CompareWaitingAsync(pairs);
        await ComparePipelinesAsync(pairs);
        Console.WriteLine();
        Console.WriteLine(pairs.Slower.Count == 0 ? "No row is slower than by hand." : $"Slower than by hand: {string.Join("; ", pairs.Slower)}.");
    }

    /// <summary>Runs flows that complete at once until their code is the final one.</summary>
    public static async Task ExerciseAsync()
    {
        EmptyBody body = new();
        Seven seven = new();
        SevenTyped typed = new();
        await Others.RunAsync(32);
        IFlow[] flows = [seven, typed, .. LargeFlows(body), new Wavefront32Locked(body, new()), new Wavefront32Shared(body, new(2))];
        foreach (IFlow flow in flows)
        {
            await Pairs.WarmUpAsync(() => flow.ExecuteAsync(), () => flow.ExecuteAsync());
        }
    }

    private static IFlow[] LargeFlows(Body body) =>
        [new Chain1000Async(body), new FanOut1000Async(body), new Tree1023Async(body), new Wavefront32Async(body), new Wavefront32Typed(body)];

    private static async Task CompareSmallAsync(Pairs pairs)
    {
        using CancellationTokenSource source = new();
        CancellationToken token = source.Token;
        Seven seven = new();
        await pairs.CompareAsync("seven steps", "`WhenAll`", 7, () => seven.ExecuteAsync(), () => seven.Plain());
        await pairs.CompareAsync("seven steps", "`WhenAll` only if one has not completed", 7, () => seven.ExecuteAsync(), () => seven.Tuned());
        await pairs.CompareAsync("seven steps, caller's token", "`WhenAll`", 7, () => seven.ExecuteAsync(token), () => seven.Plain());
        await pairs.CompareAsync("seven steps, caller's token", "`WhenAll` only if one has not completed", 7, () => seven.ExecuteAsync(token), () => seven.Tuned());
        SevenWithToken withToken = new();
        await pairs.CompareAsync("seven steps that take a token", "`WhenAll`", 7, () => withToken.ExecuteAsync(), () => withToken.Plain(default));
        await pairs.CompareAsync("seven steps that take the caller's token", "`WhenAll`", 7, () => withToken.ExecuteAsync(token), () => withToken.Plain(token));
        await pairs.CompareAsync("seven steps that take the caller's token", "`WhenAll` only if one has not completed", 7, () => withToken.ExecuteAsync(token), () => withToken.Tuned(token));
        SevenTyped typed = new();
        await pairs.CompareAsync("seven steps with results", "`WhenAll`", 7, () => Ignore(typed.ExecuteAsync()), () => Ignore(typed.Plain()));
        await pairs.CompareAsync("seven steps with results", "`WhenAll` only if one has not completed", 7, () => Ignore(typed.ExecuteAsync()), () => Ignore(typed.Tuned()));
        One one = new();
        await pairs.CompareAsync("one step", "an async method", 1, () => one.ExecuteAsync(), () => one.Plain());
        await pairs.CompareAsync("one step", "the bare call", 1, () => one.ExecuteAsync(), () => one.F());
    }

    private static async Task CompareLargeAsync(Pairs pairs)
    {
        EmptyBody body = new();
        Chain1000Async chain = new(body);
        Large chainByHand = new(chain.Methods);
        await pairs.CompareAsync("chain of 1,000", "a loop", 1000, () => chain.ExecuteAsync(), () => chainByHand.ChainAsync(default));
        await pairs.CompareAsync("chain of 1,000", "array of tasks", 1000, () => chain.ExecuteAsync(), () => chainByHand.ChainOfTasksAsync(default));
        FanOut1000Async fanOut = new(body);
        Large fanOutByHand = new(fanOut.Methods);
        await pairs.CompareAsync("fan-out of 1,000", "array of tasks", 1000, () => fanOut.ExecuteAsync(), () => fanOutByHand.FanOutAsync(default));
        Tree1023Async tree = new(body);
        Large treeByHand = new(tree.Methods);
        await pairs.CompareAsync("binary tree of 1,023", "array of tasks", 1023, () => tree.ExecuteAsync(), () => treeByHand.TreeAsync(default));
        Wavefront32Async wavefront = new(body);
        Large byHand = new(wavefront.Methods);
        await pairs.CompareAsync("wavefront 32 × 32", "array of tasks", Side * Side, () => wavefront.ExecuteAsync(), () => byHand.WavefrontAsync(Side, default));
        Wavefront32Typed typed = new(body);
        LargeTyped typedByHand = new(typed.Methods, Side);
        await pairs.CompareAsync("wavefront with results", "array of tasks", Side * Side, () => Ignore(typed.ExecuteAsync()), () => Ignore(typedByHand.RunAsync(default)));
        Wavefront32Locked locked = new(body, new());
        Large lockedByHand = new(locked.Methods);
        SemaphoreSlim gate = new(1);
        await pairs.CompareAsync("wavefront, a free lock on every step", "array of tasks, `SemaphoreSlim`", Side * Side, () => locked.ExecuteAsync(), () => lockedByHand.WavefrontAsync(Side, gate, default));
    }

    private static async Task CompareWaitingAsync(Pairs pairs)
    {
        YieldingBody body = new();
        Wavefront32Async wavefront = new(body);
        Large byHand = new(wavefront.Methods);
        await pairs.CompareAsync("wavefront, every step yields", "array of tasks", Side * Side, () => wavefront.ExecuteAsync(), () => byHand.WavefrontAsync(Side, default));
        Wavefront32Shared shared = new(body, new(2));
        Large sharedByHand = new(shared.Methods);
        SemaphoreSlim gate = new(2);
        await pairs.CompareAsync("wavefront, every step yields and needs one of two permits", "array of tasks, `SemaphoreSlim`", Side * Side, () => shared.ExecuteAsync(), () => sharedByHand.WavefrontAsync(Side, gate, default));
    }

    // Of one element: how long it takes until the first one has passed.
    private static async Task ComparePipelinesAsync(Pairs pairs)
    {
        foreach (bool yields in (bool[])[false, true])
        {
            Pipeline pipeline = new(yields);
            string steps = yields ? ", steps yield" : "";
            foreach (int count in (int[])[1, 1_000])
            {
                string name = $"stream of {count:N0} through two steps{steps}";
                await pairs.CompareAsync(name, "two channels, eight workers", count, () => Ignore(pipeline.ExecuteAsync(count)), () => new(pipeline.ByChannels(count)));
                await pairs.CompareAsync(name, "TPL Dataflow", count, () => Ignore(pipeline.ExecuteAsync(count)), () => new(pipeline.ByDataflow(count)));
            }
        }
    }

    private static async ValueTask Ignore(ValueTask<long> task) => await task;

    private static ValueTask Ignore(ValueTask<int> task)
    {
        return task.IsCompletedSuccessfully ? Read(task) : WaitAsync(task);

        static ValueTask Read(ValueTask<int> task)
        {
            _ = task.Result;
            return default;
        }

        static async ValueTask WaitAsync(ValueTask<int> task) => await task;
    }
}
