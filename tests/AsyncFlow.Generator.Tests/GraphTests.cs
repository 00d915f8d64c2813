using System.Collections.Immutable;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests;

/// <summary>Tests of waves and cycles, without a compilation.</summary>
public sealed class GraphTests
{
    [Fact]
    public void An_empty_graph_has_no_waves_and_no_cycles()
    {
        FlowGraph graph = Graphs.Of();
        Assert.Empty(graph.Waves);
        Assert.Empty(graph.Cycles);
    }

    [Fact]
    public void Waves_are_ordered_by_the_longest_path() =>
        Assert.Equal("0 3|1|2 4", Text(Graphs.Of([], [0], [1], [], [0, 1, 3]).Waves));

    [Fact]
    public void Downstream_is_ascending() => Assert.Equal("1 2||1", Text(Graphs.Of([], [0, 2], [0]).Downstream));

    [Fact]
    public void A_step_that_depends_on_itself_is_a_cycle() => Assert.Equal("1", Text(Graphs.Of([], [1]).Cycles));

    [Fact]
    public void A_cycle_starts_with_the_first_declared_step_in_run_order() =>
        Assert.Equal("0 2 1", Text(Graphs.Of([1], [2], [0]).Cycles));

    [Fact]
    public void Each_component_has_one_cycle() =>
        Assert.Equal("0 1|3 4", Text(Graphs.Of([1], [0], [1], [4, 2], [3]).Cycles));

    [Fact]
    public void The_shortest_cycle_of_a_component_is_found() =>
        Assert.Equal("2 3", Text(Graphs.Of([4], [0], [1, 3], [2], [3]).Cycles));

    [Theory]
    [InlineData(5_000)]
    public void A_long_chain_is_sorted_and_has_no_cycle(int steps)
    {
        FlowGraph graph = Graphs.Chain(steps, closed: false);
        Assert.Equal(steps, graph.Waves.Length);
        Assert.Empty(CycleSearch.ShortestPerComponent(graph.Downstream, out long visited));
        Assert.Equal(0, visited);
    }

    [Fact]
    public void A_long_cycle_is_traversed_once()
    {
        Assert.Equal(5_000, Assert.Single(CycleSearch.ShortestPerComponent(Graphs.Chain(5_000, closed: true).Downstream, out long visited)).Length);
        Assert.Equal(5_000, visited);
    }

    [Fact]
    public void Layered_graphs_take_linear_time()
    {
        Assert.Empty(CycleSearch.ShortestPerComponent(Graphs.Layers(5_000, width: 50, closed: false).Downstream, out long visited));
        Assert.Equal(0, visited);
        Assert.Equal(100, Graphs.Layers(5_000, width: 50, closed: false).Waves.Length);

        FlowGraph closed = Graphs.Layers(5_000, width: 50, closed: true);
        Assert.Equal(100, Assert.Single(CycleSearch.ShortestPerComponent(closed.Downstream, out visited)).Length);
        Assert.InRange(visited, 1, Edges(closed));
    }

    [Fact]
    public void The_search_of_a_dense_component_stops_at_its_budget()
    {
        // Each layer depends on the previous layer, and the first layer on the last. The shortest cycles have a hundred
        // steps.
        FlowGraph component = Graphs.Of([.. Enumerable.Range(0, 5_000).Select(static i => Enumerable.Range(((i / 50) + 99) % 100 * 50, 50).ToArray())]);
        Assert.Equal(100, Assert.Single(CycleSearch.ShortestPerComponent(component.Downstream, out long visited)).Length);
        Assert.InRange(visited, 1, CycleSearch.Budget + Edges(component));
    }

    [Fact]
    public void Many_small_cycles_in_one_component_are_found_quickly()
    {
        // Neighbors depend on each other: every step is on a cycle of two, and all steps are in one component.
        FlowGraph graph = Graphs.Of([.. Enumerable.Range(0, 5_000).Select(static i => new[] { i - 1, i + 1 }.Where(static step => step is >= 0 and < 5_000).ToArray())]);
        Assert.Equal("0 1", Text(CycleSearch.ShortestPerComponent(graph.Downstream, out long visited)));
        Assert.InRange(visited, 1, 50_000);
    }

    [Fact]
    public void Cycles_agree_with_a_naive_search()
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            Random random = new(seed);
            FlowGraph graph = Graphs.Random(random, random.Next(1, 9), random.NextDouble() * 0.4);
            (int Component, int Shortest)[] expected = NaiveCycles.Find(graph);
            (int, int)[] found = [.. graph.Cycles.Select(cycle => (NaiveCycles.ComponentOf(graph, cycle[0]), cycle.Length)).OrderBy(static cycle => cycle)];
            Assert.True(expected.SequenceEqual(found), $"seed {seed}: {Text(graph.Upstream)} gives {Text(graph.Cycles)}");
            foreach (ImmutableArray<int> cycle in graph.Cycles)
            {
                Assert.Equal(cycle.Length, cycle.Distinct().Count());
                Assert.Equal(cycle.Min(), cycle[0]);
                Assert.All(Enumerable.Range(0, cycle.Length), i => Assert.Contains(cycle[i], graph.Upstream[cycle[(i + 1) % cycle.Length]]));
            }
        }
    }

    [Fact]
    public void Waves_contain_exactly_the_steps_that_no_cycle_blocks()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            Random random = new(seed);
            FlowGraph graph = Graphs.Random(random, random.Next(1, 12), random.NextDouble() * 0.3);
            int[] wave = [.. Enumerable.Repeat(-1, graph.Count)];
            for (int i = 0; i < graph.Waves.Length; i++)
            {
                foreach (int step in graph.Waves[i])
                {
                    wave[step] = i;
                }
            }

            for (int step = 0; step < graph.Count; step++)
            {
                int[] before = [.. graph.Upstream[step].Select(upstream => wave[upstream])];
                bool blocked = before.Contains(-1);
                Assert.True(wave[step] == (blocked ? -1 : before.Append(-1).Max() + 1), $"seed {seed}, step {step}");
            }
        }
    }

    private static long Edges(FlowGraph graph) => graph.Upstream.Sum(static edges => (long)edges.Length);

    private static string Text(IEnumerable<ImmutableArray<int>> lists) => string.Join('|', lists.Select(static list => string.Join(' ', list)));
}
