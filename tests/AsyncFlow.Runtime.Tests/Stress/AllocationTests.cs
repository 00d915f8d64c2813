namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// In steady state a run allocates nothing, including results, free locks and the caller's token, unless a step uses the token of the run.
/// </summary>
[Collection(nameof(Alone))]
public class AllocationTests
{
    private const int Runs = 5_000;

    public static TheoryData<string> Locks => new("none", "FlowLock", "FlowSemaphore", "SemaphoreSlim", "custom", "all");

    private static object[] Make(string locks) => locks switch
    {
        "none" => [],
        "FlowLock" => [new FlowLock()],
        "FlowSemaphore" => [new FlowSemaphore(2)],
        "SemaphoreSlim" => [new SemaphoreSlim(1)],
        "custom" => [new NoLock()],
        _ => [new SemaphoreSlim(1), new FlowLock(), new NoLock(), new FlowSemaphore(1), new FlowLock()],
    };

    [Theory]
    [MemberData(nameof(Locks))]
    public async Task A_run_in_the_callers_phase_allocates_nothing(string locks)
    {
        // A custom lock receives the token of the run, or one that ends only the wait if other locks are held.
        (long least, long most) = locks switch { "custom" => (TokenSource.Size, TokenSource.Size), "all" => (TokenSource.Size, 7 * 1_000L), _ => (0, 0) };
        LeanFlow flow = LeanFlow.FigureOne(Lean.Completed, Make(locks));
        using CancellationTokenSource source = new();
        foreach (CancellationToken token in (CancellationToken[])[default, source.Token])
        {
            await Caller.OnOwnThread(() =>
            {
                Assert.InRange(Caller.MeasureUndisturbed(() => Measure(token)), Runs * least, Runs * most);
                return Task.CompletedTask;
            });
        }

        long? Measure(CancellationToken token)
        {
            long before = 0;
            for (int i = 0; i < 2 * Runs; i++)
            {
                if (i == Runs)
                {
                    before = GC.GetAllocatedBytesForCurrentThread();
                }

#pragma warning disable CA2012 // The test checks that the run has ended when the call returns.
                ValueTask<long> run = flow.ExecuteAsync(i, null, token);
                bool hasEnded = run.IsCompletedSuccessfully;
                long result = hasEnded ? run.GetAwaiter().GetResult() : run.AsTask().GetAwaiter().GetResult();
#pragma warning restore CA2012
                if (result != i * flow.Weight)
                {
                    throw new InvalidOperationException($"Run {i} gave {result}.");
                }

                if (!hasEnded)
                {
                    return null;
                }
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData("sync", false)]
    [InlineData("hops", false)]
    [InlineData("mixed", false)]
    [InlineData("sync", true)]
    [InlineData("mixed", true)]
    public async Task A_run_on_workers_allocates_nothing(string kind, bool withLocks)
    {
        object[] locks = withLocks ? [new FlowSemaphore(100), new SemaphoreSlim(100)] : [];
        LeanFlow flow = kind switch
        {
            "sync" => LeanFlow.FigureOne(Lean.Sync, locks),
            "hops" => LeanFlow.FigureOne(Lean.Hops, locks),
            _ => new(locks, (Lean.Completed, []), (Lean.Sync, [0]), (Lean.Hops, [0]), (Lean.Sync, [1, 2]), (Lean.Hops, [2]), (Lean.Completed, [3, 4])),
        };
        using CancellationTokenSource source = new();

        // The thread pool and the runtime sometimes allocate too, so the round with the fewest bytes counts.
        long least = long.MaxValue;
        for (int round = 0; round < 8 && least > 0; round++)
        {
            least = Math.Min(least, await Task.Run(() => Measure(source.Token)).Within());
        }

        // Less than a byte per run is less than one object.
        Assert.InRange(least, 0, Runs - 1);

        async Task<long> Measure(CancellationToken token)
        {
            long before = 0;
            for (int i = 0; i < 2 * Runs; i++)
            {
                if (i == Runs)
                {
                    before = GC.GetTotalAllocatedBytes(precise: true);
                }

                if (await flow.ExecuteAsync(i, null, token).ConfigureAwait(false) != i * flow.Weight)
                {
                    throw new InvalidOperationException("Wrong result.");
                }
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    private sealed class NoLock : IFlowLock
    {
        public ValueTask AcquireAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Release()
        {
        }
    }
}
