using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The pool keeps few large runs, releases idle ones, and never contains a run twice.</summary>
public class PoolTests
{
    [Theory]
    [InlineData(1, 257)]
    [InlineData(1_000, 66)]
    [InlineData(10_000, 7)]
    [InlineData(1_000_000, 2)]
    public void The_larger_the_flow_the_fewer_idle_runs_are_kept(int steps, int kept)
    {
        int made = 0;
        RunPool<object> pool = new(PlanOf(steps), _ => made++);
        for (int i = 0; i < 1_000; i++)
        {
            pool.Return(new object());
        }

        int rented = 0;
        while (made == 0)
        {
            pool.Rent();
            rented++;
        }

        Assert.Equal(kept, rented - 1);
    }

    [Fact]
    public void Full_garbage_collections_release_idle_runs()
    {
        int made = 0;
        RunPool<object> pool = new(PlanOf(1), _ => made++);
        for (int i = 0; i < 257; i++)
        {
            pool.Return(new object());
        }

        for (int i = 0; i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        int rented = 0;
        while (made == 0)
        {
            pool.Rent();
            rented++;
        }

        Assert.Equal(2, rented);
    }

    [Fact]
    public async Task Two_threads_that_take_one_result_at_the_same_moment_do_not_pool_its_run_twice()
    {
        ScriptedFlow flow = new(Step.TaskOf("only", static call => ((Gate)call.State!).Pass()));
        for (int i = 0; i < 5_000 * Stress.Factor; i++)
        {
            Gate gate = new();
            ValueTask<long> run = flow.ExecuteAsync(state: gate);
            gate.Open(i);
            using Barrier start = new(2);
            bool[] taken = await Task.WhenAll(Task.Run(Take), Task.Run(Take)).Within();
            Assert.Single(taken, static took => took);

            // If the pool contained the run twice, these two would be the same.
            Gate first = new(), second = new();
            ValueTask<long> one = flow.ExecuteAsync(state: first);
            ValueTask<long> other = flow.ExecuteAsync(state: second);
            second.Open(2);
            first.Open(1);
            Assert.Equal((1, 2), (await one, await other));

            bool Take()
            {
                start.SignalAndWait();
                try
                {
#pragma warning disable CA2012 // The test checks this misuse.
                    return run.GetAwaiter().GetResult() == i;
#pragma warning restore CA2012
                }
                catch (InvalidOperationException)
                {
                    return false;
                }
            }
        }
    }

    // A planted delay, without threads: while one call has the result and has not returned the run yet, another one comes. If taking a result
    // only read the version instead of exchanging it, the second call would succeed, and both would return the run. The test above
    // is for a version that is read and written in two operations: between those, no call can be planted.
    [Fact]
    public void A_result_that_is_taken_while_another_call_takes_it_does_not_pool_its_run_twice()
    {
        RunPool<GatedRun> pool = new(PlanOf(1), static pool => new GatedRun(pool));
        GatedRun run = pool.Rent();
#pragma warning disable CA2012 // The test checks this misuse.
        ValueTask<long> result = run.ExecuteAsync(null, CancellationToken.None);
        Exception? second = null;
        run.ReadingOutput = () =>
        {
            run.ReadingOutput = null;
            second = Record.Exception(() => Take());
        };
        run.Gate.Open(7);
        Assert.True(SpinWait.SpinUntil(() => result.IsCompleted, Hang.Limit));

        Assert.Equal(7, Take());

        Assert.Same(run, pool.Rent());
        Assert.NotSame(run, pool.Rent());
        Assert.Contains("awaited already", Assert.IsType<InvalidOperationException>(second).Message, StringComparison.Ordinal);

        long Take() => result.GetAwaiter().GetResult();
#pragma warning restore CA2012
    }

    private static FlowPlan PlanOf(int steps) => new("Pooled", [.. Enumerable.Range(0, steps).Select(static i => new StepDescriptor($"{i}", isAsync: true))]);

    /// <summary>A run of one step that waits for a gate. Tells when its output is read: between the taking of the result and the return of the run.</summary>
    private sealed class GatedRun(RunPool pool) : FlowRun<long>(pool, 0)
    {
        private long _result;

        public Gate Gate { get; } = new();

        public Action? ReadingOutput { get; set; }

        protected override long Output
        {
            get
            {
                ReadingOutput?.Invoke();
                return _result;
            }
        }

        protected internal override bool Start(int step) => Await(step, Gate.Pass(), ref _result);

        protected internal override void Finish(int step) => _result = Awaited<long>(step);

        protected internal override void Clear() { }
    }
}
