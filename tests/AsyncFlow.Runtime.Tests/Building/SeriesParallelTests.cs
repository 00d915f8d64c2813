using AsyncFlow.CompilerServices;
using static AsyncFlow.Compose;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The plan of an expression of Series and Parallel.</summary>
public class SeriesParallelTests
{
    [Fact]
    public void An_expression_gives_the_same_plan_as_attributes()
    {
        FlowLock l = new("l");
        FlowNode node = Series(
            Named("f", F),
            Named("g", F),
            Parallel(
                WithLock(Named("h", F), l),
                Named("i", WithLock(F, l)),
                Series(Named("j", F), Named("k", F))));

        // The same plan as with attributes: g after f; h, i and j after g; k after j; h and i with lock l.
        FlowPlan attributes = new(
            "Flow",
            new StepDescriptor("f", isAsync: true),
            new StepDescriptor("g", isAsync: true) { Upstream = [0] },
            new StepDescriptor("h", isAsync: true) { Upstream = [1], Locks = ["l"] },
            new StepDescriptor("i", isAsync: true) { Upstream = [1], Locks = ["l"] },
            new StepDescriptor("j", isAsync: true) { Upstream = [1] },
            new StepDescriptor("k", isAsync: true) { Upstream = [4] });
        FlowPlan plan = Flow.Create(node).Plan;
        Assert.Equal(attributes.ToDot(), plan.ToDot());
        Assert.Equal(attributes.ToString(), plan.ToString());
    }

    [Fact]
    public void All_last_steps_of_an_item_are_upstream_of_all_first_steps_of_the_next()
    {
        FlowPlan plan = Flow.Create(Series(Parallel(F, F), Parallel(Series(F, F), F), F)).Plan;

        Assert.Equal(["", "", "1 2", "3", "1 2", "4 5"], Upstreams(plan));
    }

    [Fact]
    public void Random_expressions_give_the_same_plan_as_a_reference_implementation()
    {
        for (int seed = 1; seed <= 2_000; seed++)
        {
            Random random = new(seed);
            List<(bool IsSeries, int Item, int Items)[]> leaves = [];
            FlowNode node = Make(depth: 0, []);
            string[] expected = [.. leaves.Select((leaf, i) => string.Join(' ', Enumerable.Range(0, i).Where(earlier => IsUpstream(leaves[earlier], leaf)).Select(static earlier => $"{earlier + 1}")))];
            Assert.True(expected.SequenceEqual(Upstreams(Flow.Create(node).Plan)), $"Seed {seed}");

            FlowNode Make(int depth, (bool IsSeries, int Item, int Items)[] path)
            {
                bool isSeries = random.Next(2) == 0;
                int count = random.Next(1, 5);
                Delegate[] items = new Delegate[count];
                for (int i = 0; i < count; i++)
                {
                    (bool, int, int)[] here = [.. path, (isSeries, i, count)];
                    if (depth < 5 && random.Next(3) == 0)
                    {
                        items[i] = Make(depth + 1, here);
                    }
                    else
                    {
                        leaves.Add(here);
                        items[i] = random.Next(2) == 0 ? F : Named($"named {leaves.Count}", F);
                    }
                }

                return isSeries ? Series(items) : Parallel(items);
            }
        }

        // Where the paths to two leaves separate, they must be in neighbouring items of a Series. Below, the first leaf must be in the last
        // item of every Series, the second in the first.
        static bool IsUpstream((bool IsSeries, int Item, int Items)[] first, (bool IsSeries, int Item, int Items)[] second)
        {
            int fork = 0;
            while (first[fork] == second[fork])
            {
                fork++;
            }

            return first[fork].IsSeries
                && first[fork].Item + 1 == second[fork].Item
                && first[(fork + 1)..].All(static level => !level.IsSeries || level.Item == level.Items - 1)
                && second[(fork + 1)..].All(static level => !level.IsSeries || level.Item == 0);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nodes_may_be_nested_arbitrarily_deep(bool inSeries)
    {
        const int Depth = 10_000;
        int calls = 0;
        Action count = () => Interlocked.Increment(ref calls);
        await Caller.OnOwnThread(
            async () =>
            {
                FlowNode node = Series(count);
                for (int i = 0; i < Depth; i++)
                {
                    node = inSeries ? Series(count, node) : i % 2 == 0 ? Parallel(node, count) : Series(node);
                }

                FlowNode named = Named("innermost", count);
                for (int i = 0; i < Depth; i++)
                {
                    named = i % 2 == 0 ? Named($"name {i}", named) : WithLock(named, new FlowLock());
                }

                await Flow.Create(Series(node, named)).ExecuteAsync();
                return true;
            },
            stackSize: 256 * 1024);
        Assert.Equal(inSeries ? Depth + 2 : (Depth / 2) + 2, calls);
    }

    [Fact]
    public void A_node_can_be_used_several_times()
    {
        FlowNode pair = Parallel(F, F);

        Assert.Equal(["", "", "1 2", "1 2"], Upstreams(Flow.Create(Series(pair, pair)).Plan));
    }

    private static Task F() => Task.CompletedTask;

    // For each step the numbers, from 1, of its upstreams.
    private static string[] Upstreams(FlowPlan plan) =>
        [.. plan.Steps.Select(static step => string.Join(' ', step.Upstream.Select(static upstream => upstream.Index + 1)))];
}
