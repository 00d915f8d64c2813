using static AsyncFlow.Compose;

namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// In steady state a run of a built flow allocates only what the user's functions do, and the source of its token if a step that may run
/// beside others gets it.
/// </summary>
[Collection(nameof(Alone))]
public class BuiltAllocationTests
{
    private const int Runs = 2_000;

    [Fact]
    public Task A_run_of_an_expression_allocates_only_the_source_of_its_token()
    {
        static ValueTask Done() => default;
        FlowLock gate = new();
        return Allocates(Flow.Create(Series(Done, Parallel(Done, WithLock((CancellationToken _) => Task.CompletedTask, gate), (StepContext _) => default(ValueTask)), Done)), TokenSource.Size);
    }

    [Fact]
    public Task A_run_with_results_of_every_kind_allocates_only_the_source_of_its_token()
    {
        FlowBuilder b = new("results");
        Task<string> text = Task.FromResult("text");
        StepHandle<string> reference = b.Step("reference", _ => text);
        StepHandle<long> value = b.StepValueTask("value", static _ => new ValueTask<long>(3));
        StepHandle<int> skipped = b.StepValueTask("skipped", value, static (value, _) => new ValueTask<int>((int)value)).When(static () => false);
        StepHandle<bool> answer = b.StepValueTask("answer", reference, skipped.WithFallback(1), static (text, number, _) => new ValueTask<bool>(text.Length > number)).WithLock(new FlowLock()).WithLock(new SemaphoreSlim(1));
        b.StepValueTask("context", value, static (_, context) => context.CancellationToken.IsCancellationRequested ? throw new InvalidOperationException() : default(ValueTask));
        StepHandle<long> last = b.StepValueTask("last", value, reference, answer, static (value, text, answer, _) => new ValueTask<long>(answer ? value + text.Length : 0)).When(answer);
        return Allocates(b.Build(last.WithFallback(0)), TokenSource.Size);
    }

    [Fact]
    public Task An_inner_flow_allocates_nothing()
    {
        FlowBuilder inner = new("inner");
        Flow<int> answer = inner.Build(inner.StepValueTask("answer", static _ => new ValueTask<int>(42)));
        FlowBuilder b = new("outer");
        b.StepValueTask("after", b.SubFlow("inner", answer), static (_, _) => default);
        return Allocates(b.Build(), 0);
    }

    private sealed class Once : IStepPolicy
    {
        public ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context) => step(state, context.CancellationToken);
    }

    [Fact]
    public async Task A_policy_adds_nothing_to_what_the_first_one_allocates()
    {
        IFlow withOne = Make(1);
        IFlow withFive = Make(5);
        long one = await LeastAllocated(Runs, () => withOne.ExecuteAsync());
        long five = await LeastAllocated(Runs, () => withFive.ExecuteAsync());

        // The attempts of a step are counted by one object. In Debug builds the state of its asynchronous methods are objects too.
        Assert.InRange(five, 1, one + Runs - 1);
        Assert.InRange(one, 1, Runs * 1_000L);

        static IFlow Make(int policies)
        {
            FlowBuilder b = new("policies");
            b.StepValueTask("step", static _ => new ValueTask<int>(1)).WithPolicy([.. Enumerable.Range(0, policies).Select(static _ => new Once())]);
            return b.Build();
        }
    }

    [Fact]
    public Task Outcomes_and_owned_results_that_succeed_allocate_nothing()
    {
        FlowBuilder b = new("data");
        using MemoryStream stream = new();
        StepHandle<MemoryStream> open = b.StepValueTask("open", _ => new ValueTask<MemoryStream>(stream)).Owned();
        b.StepValueTask("use", open.Outcome, static (outcome, _) => outcome.IsSuccess ? default(ValueTask) : throw new InvalidOperationException());
        return Allocates(b.Build(), 0);
    }

    [Fact]
    public async Task A_run_of_ten_thousand_steps_allocates_nothing()
    {
        IFlow flow = Large(10_000);

        // Less than a byte for ten steps is less than one object a run.
        Assert.InRange(await LeastAllocated(20, () => flow.ExecuteAsync()), 0, 20 * 1_000);
    }

    [Fact]
    public async Task A_run_on_workers_allocates_only_the_source_of_its_token()
    {
        FlowBuilder b = new("workers");
        StepHandle<int> first = b.Step("first", static _ => 1);
        b.Step("action", first, static (_, _) => { });
        StepHandle<int>[] middle = [.. Enumerable.Range(0, 4).Select(i => b.Step($"middle {i}", first, (one, _) => one + i))];
        Flow<int> flow = b.Build(b.Step("last", middle[0], middle[1], middle[2], middle[3], static (a, b, c, d, _) => a + b + c + d));

        Assert.Equal(10, await flow.ExecuteAsync());

        // Less than a byte a run is less than one object a run.
        Assert.InRange(await LeastAllocated(Runs, () => ((IFlow)flow).ExecuteAsync()), Runs * TokenSource.Size, (Runs * (TokenSource.Size + 1)) - 1);
    }

    // The thread pool and the runtime sometimes allocate too, so the round with the fewest bytes counts.
    private static async Task<long> LeastAllocated(int runs, Func<ValueTask> run)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 8 && least > 0; round++)
        {
            least = Math.Min(least, await Task.Run(Measure).Within());
        }

        return least;

        async Task<long> Measure()
        {
            long before = 0;
            for (int i = 0; i < 2 * runs; i++)
            {
                if (i == runs)
                {
                    before = GC.GetTotalAllocatedBytes(precise: true);
                }

                await run().ConfigureAwait(false);
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    private static IFlow Large(int size)
    {
        Random random = new(size);
        FlowBuilder b = new("large");
        List<StepHandle> steps = [];
        for (int i = 0; i < size; i++)
        {
            int now = i;
            steps.Add(b.StepValueTask($"s{i}", static _ => default).After(Enumerable.Range(0, i == 0 ? 0 : random.Next(4)).Select(_ => steps[random.Next(now)])));
        }

        return b.Build();
    }

    private static Task Allocates(IFlow flow, long bytes) => Caller.OnOwnThread(() =>
    {
        Assert.Equal(Runs * bytes, Caller.MeasureUndisturbed(() => Measure(flow)));
        return Task.CompletedTask;
    });

    private static long? Measure(IFlow flow)
    {
        using CancellationTokenSource source = new();
        long before = 0;
        for (int i = 0; i < 2 * Runs; i++)
        {
            if (i == Runs)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

#pragma warning disable CA2012 // The test checks that the run has ended when the call returns.
            ValueTask run = flow.ExecuteAsync(source.Token);
            if (!run.IsCompletedSuccessfully)
            {
                run.AsTask().GetAwaiter().GetResult();
                return null;
            }

            run.GetAwaiter().GetResult();
#pragma warning restore CA2012
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
