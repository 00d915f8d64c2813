namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// Late workers find a run that has ended, or the next run in the same object. Millions of runs so short that
/// this happens often lose no step and run none twice. Every run checks itself (see <see cref="LeanFlow"/>).
/// </summary>
[Collection(nameof(Alone))]
public class LateWorkerTests
{
    public static TheoryData<string> Shapes => new("one sync", "two sync", "sync and yield", "diamond", "chain", "figure 1", "fan", "completed and sync");

    private static LeanFlow Make(string shape, params object[] locks) => shape switch
    {
        "one sync" => new(locks, (Lean.Sync, [])),
        "two sync" => new(locks, (Lean.Sync, []), (Lean.Sync, [])),
        "sync and yield" => new(locks, (Lean.Yields, []), (Lean.Sync, []), (Lean.Completed, [0, 1])),
        "diamond" => new(locks, (Lean.Sync, []), (Lean.Hops, [0]), (Lean.Sync, [0]), (Lean.Sync, [1, 2])),
        "chain" => new(locks, (Lean.Sync, []), (Lean.Completed, [0]), (Lean.Yields, [1]), (Lean.Sync, [2])),
        "figure 1" => LeanFlow.FigureOne(Lean.Sync, locks),
        "fan" => new(locks, (Lean.Completed, []), (Lean.Sync, [0]), (Lean.Yields, [0]), (Lean.Sync, [0]), (Lean.Hops, [0]), (Lean.Sync, [0]), (Lean.Completed, [1, 2, 3, 4, 5])),
        _ => new(locks, (Lean.Completed, []), (Lean.Completed, []), (Lean.Sync, [0, 1])),
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Consecutive_runs_lose_no_step_and_run_none_twice(string shape)
    {
        LeanFlow flow = Make(shape);

        await Task.Run(() => BackToBack(flow, 100_000 * Stress.Factor)).Within();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Concurrent_runs_lose_no_step_and_run_none_twice(string shape)
    {
        LeanFlow flow = Make(shape);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => BackToBack(flow, 12_500 * Stress.Factor)))).Within();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Concurrent_runs_that_share_locks_lose_no_step_and_run_none_twice(string shape)
    {
        FlowLock gate = new();
        FlowSemaphore semaphore = new(2);
        LeanFlow flow = Make(shape, semaphore, gate);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => BackToBack(flow, 5_000 * Stress.Factor)))).Within();

        Assert.True(gate.IsFree() && semaphore.IsFree(2));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Runs_that_are_cancelled_at_any_moment_do_not_affect_the_next(string shape)
    {
        LeanFlow flow = Make(shape);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 1; i <= 3_000 * Stress.Factor; i++)
            {
                using CancellationTokenSource source = new();
                Task<long> cancelled = flow.ExecuteAsync(i, null, source.Token).AsTask();
                source.Cancel();
                Task<long> other = flow.ExecuteAsync(-i).AsTask();
                await cancelled.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                Assert.True(cancelled.IsCanceled || cancelled.Result == i * flow.Weight);
                Assert.Equal(-i * flow.Weight, await other);
            }
        }))).Within();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Runs_of_a_caller_that_blocks_its_own_thread_lose_no_step(string shape)
    {
        LeanFlow flow = Make(shape);

        await Caller.OnOwnThread(() =>
        {
            for (int i = 1; i <= 20_000 * Stress.Factor; i++)
            {
                Assert.Equal(i * flow.Weight, flow.ExecuteAsync(i).AsTask().GetAwaiter().GetResult());
            }

            return Task.CompletedTask;
        });
    }

    private static async Task BackToBack(LeanFlow flow, int runs)
    {
        for (int i = 1; i <= runs; i++)
        {
            long result = await flow.ExecuteAsync(i).ConfigureAwait(false);
            if (result != i * flow.Weight)
            {
                Assert.Equal(i * flow.Weight, result);
            }
        }
    }
}
