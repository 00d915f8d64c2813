using static AsyncFlow.Compose;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Building a flow of twice the size takes about twice the work.</summary>
public class BuildingCostTests
{
    private const int Size = 4_000;

    private static readonly Func<Task> s_step = static () => Task.CompletedTask;

    /// <summary>Builds a flow of a certain size.</summary>
    private static readonly Dictionary<string, Func<int, IFlow>> s_flows = new()
    {
        ["unnamed locks of a builder"] = static size => Build(size, static (b, i) => b.Step($"s{i}", static _ => { }).WithLock(new FlowLock())),
        ["unnamed semaphores of a builder"] = static size => Build(size, static (b, i) => b.Step($"s{i}", static _ => { }).WithLock(new SemaphoreSlim(1))),
        ["unnamed lists of a builder"] = static size =>
        {
            StepHandle<int[]>? items = null;
            return Build(size, (b, _) => b.ForEach(items ??= b.Step("items", static _ => Array.Empty<int>()), static (_, _) => { }));
        },
        ["unnamed locks of an expression"] = static size => Flow.Create(Parallel(Repeat(size, static () => WithLock(s_step, new FlowLock())))),
        ["flows of one name in an expression"] = static size =>
        {
            IFlow inner = Flow.Create(Series(s_step), "inner");
            return Flow.Create(Parallel(Repeat(size, () => SubFlow(inner))));
        },
        ["nested Parallels"] = static size => Flow.Create(Nest(size, static node => Parallel(node, s_step))),
        ["nested Series"] = static size => Flow.Create(Nest(size, static node => Series(node, s_step))),
        ["Parallels and Series in turn"] = static size => Flow.Create(Nest((size / 2) + 1, static node => Parallel(Series(s_step, node), s_step))),
    };

    public static TheoryData<string> Flows => [.. s_flows.Keys];

    // Work is measured in allocated bytes, which do not depend on the machine: each name that is tried is a string, and each list that
    // is copied is an array.
    [Theory]
    [MemberData(nameof(Flows))]
    public void Building_takes_work_proportional_to_the_number_of_steps(string flow)
    {
        Allocated(flow, 10);
        long once = Allocated(flow, Size);
        long twice = Allocated(flow, 2 * Size);

        Assert.InRange(twice, once, 2.5 * once);
    }

    private static long Allocated(string flow, int size)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        IFlow built = s_flows[flow](size);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(built.Plan.Steps.Count, size, size + 1);
        return allocated;
    }

    private static IFlow Build(int size, Action<FlowBuilder, int> add)
    {
        FlowBuilder b = new("large");
        for (int i = 0; i < size; i++)
        {
            add(b, i);
        }

        return b.Build();
    }

    private static Delegate[] Repeat(int size, Func<Delegate> item) => [.. Enumerable.Range(0, size).Select(_ => item())];

    private static FlowNode Nest(int depth, Func<FlowNode, FlowNode> around)
    {
        FlowNode node = Series(s_step);
        for (int i = 1; i < depth; i++)
        {
            node = around(node);
        }

        return node;
    }
}
