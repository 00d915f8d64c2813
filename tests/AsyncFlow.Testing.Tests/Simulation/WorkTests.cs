using AsyncFlow.Testing.Simulation;

namespace AsyncFlow.Testing.Tests.Simulation;

/// <summary>Counts the work of a simulation, which must not be quadratic in the number of steps that are ready or waiting together.</summary>
[Collection(nameof(RunsAlone))]
public sealed class WorkTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(8_000)]
    public async Task Choosing_among_ready_operations_takes_logarithmically_many_comparisons(int count)
    {
        CountingOrder order = new();
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = 2 * count;
        SimulationLoop loop = new(new RandomStrategy(1), new TimerQueue(), order);
        SynchronizationContext context = new();
        loop.Hold();
        for (int i = 0; i < count; i++)
        {
            loop.AddOperation(null, 0, context, _ => Continue(again: true), null);
        }

        order.Comparisons = 0;
        loop.Release();
        await done.Task.Within();

        // Each of them is added and taken once more, in a tree of at most twice the minimum depth.
        Assert.InRange(order.Comparisons, 1, 3 * 2 * count * 2 * Math.Log2(count));

        void Continue(bool again)
        {
            if (again)
            {
                loop.AddOperation(null, 0, context, _ => Continue(again: false), null);
            }

            if (--left == 0)
            {
                done.SetResult();
            }
        }
    }

    [Fact]
    public async Task Internal_work_takes_logarithmically_many_comparisons()
    {
        const int Count = 4_000;
        CountingOrder order = new();
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = Count;
        SimulationLoop loop = new(new RandomStrategy(1), new TimerQueue(), order);
        loop.Hold();
        for (int i = 0; i < Count; i++)
        {
            loop.AddInternalWork(null, 0, new Work(() =>
            {
                if (--left == 0)
                {
                    done.SetResult();
                }
            }));
        }

        loop.Release();
        await done.Task.Within();
        Assert.InRange(order.Comparisons, 1, 8 * Count * Math.Log2(Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Steps_that_are_ready_together_allocate_in_proportion_to_their_number(bool areLocked)
    {
        await AllocatedByAsync(100, areLocked);
        long few = await AllocatedByAsync(500, areLocked);
        long many = await AllocatedByAsync(2_000, areLocked);
        Assert.InRange(many, few, 6 * few);
    }

    private static async Task<long> AllocatedByAsync(int steps, bool areLocked)
    {
        FlowBuilder builder = new("wide");
        FlowLock shared = new("shared");
        for (int i = 0; i < steps; i++)
        {
            StepHandle step = builder.Step($"S{i}", static async _ => await Task.Yield());
            if (areLocked)
            {
                step.WithLock(shared);
            }
        }

        IFlow flow = builder.Build();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await flow.ExecuteAsync(new FlowOptions { Host = new SimulationHost(1) }).Within();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private sealed class Work(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }

    private sealed class CountingOrder : IComparer<Operation>
    {
        public long Comparisons { get; set; }

        public int Compare(Operation x, Operation y)
        {
            Comparisons++;
            return x.CompareTo(y);
        }
    }
}

/// <summary>These tests run alone, since they count what the whole process allocates.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
