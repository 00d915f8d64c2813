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

    private static FlowPlan PlanOf(int steps) => new("Pooled", [.. Enumerable.Range(0, steps).Select(static i => new StepDescriptor($"{i}", isAsync: true))]);
}
