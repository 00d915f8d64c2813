using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

public class PlanDiagramTests
{
    private static readonly FlowPlan s_quoted = new(
        "A \"quoted\" \\ name",
        new StepDescriptor("say \"hi\"", isAsync: false) { Locks = ["_a", "_b"] },
        new StepDescriptor("back\\slash", isAsync: true) { Upstream = [0] });

    [Fact]
    public void The_flow_of_a_step_can_be_drawn_by_itself()
    {
        FlowPlan outer = new("Outer", new StepDescriptor("Inner", isAsync: true) { Kind = StepKind.Flow, Flow = static () => FlowPlanTests.Startup });

        Assert.Same(FlowPlanTests.Startup, outer.Steps[0].Flow);
        Assert.Equal(FlowPlanTests.Startup.ToMermaid(), outer.Steps[0].Flow!.ToMermaid());
        Assert.Contains("subgraph s0[\"Inner\"]", outer.ToMermaid(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_escaped_for_Mermaid() => Assert.Equal(
        """
        flowchart LR
            s0["sort List#lt;int#gt;<br/>twice<br/>when a #amp;#amp; b"]

        """,
        new FlowPlan("flow", new StepDescriptor("sort List<int>\ntwice", isAsync: false) { Condition = "a && b" }).ToMermaid());

    [Fact]
    public void A_plan_as_Mermaid() => Assert.Equal(
        """
        flowchart LR
            s0["Shutdown"]
            s1["Setup"]
            s2(["Work1<br/>with _net"])
            s3(["Work2<br/>with _net, _disk"])
            s1 --> s2
            s1 --> s3
            s2 --> s0
            s3 --> s0

        """,
        FlowPlanTests.Startup.ToMermaid());

    [Fact]
    public void A_plan_as_Dot() => Assert.Equal(
        """
        digraph "Startup" {
            rankdir=LR;
            node [shape=box];
            s0 [label="Shutdown"];
            s1 [label="Setup"];
            s2 [label="Work1\nwith _net", style=rounded];
            s3 [label="Work2\nwith _net, _disk", style=rounded];
            s1 -> s2;
            s1 -> s3;
            s2 -> s0;
            s3 -> s0;
        }

        """,
        FlowPlanTests.Startup.ToDot());

    [Fact]
    public void A_plan_as_text() => Assert.Equal(
        """
        Startup: 4 steps in 3 waves
          1: Setup
          2: Work1 after Setup with _net, Work2 after Setup with _net and _disk
          3: Shutdown after Work1 and Work2

        """,
        FlowPlanTests.Startup.ToString());

    [Fact]
    public void The_text_of_a_plan_with_one_step_uses_the_singular() => Assert.Equal("One: 1 step in 1 wave\n  1: only\n", new FlowPlan("One", new StepDescriptor("only", isAsync: true)).ToString());

    [Fact]
    public void Quotes_and_backslashes_are_escaped()
    {
        Assert.Equal(
            """
            flowchart LR
                s0["say #quot;hi#quot;<br/>with _a, _b"]
                s1(["back\slash"])
                s0 --> s1

            """,
            s_quoted.ToMermaid());
        Assert.Equal(
            """
            digraph "A \"quoted\" \\ name" {
                rankdir=LR;
                node [shape=box];
                s0 [label="say \"hi\"\nwith _a, _b"];
                s1 [label="back\\slash", style=rounded];
                s0 -> s1;
            }

            """,
            s_quoted.ToDot());
    }

    [Fact]
    public void Diagrams_of_nested_flows_ask_each_step_for_its_flow_once()
    {
        int asked = 0;
        FlowPlan plan = Nested(depth: 500, () => asked++);

        plan.ToMermaid();
        Assert.Equal(500, asked);
        plan.ToDot();
        Assert.Equal(1_000, asked);
    }

    [Fact]
    public void Diagrams_grow_linearly_with_the_nesting_depth()
    {
        FlowPlan plan = Nested(depth: 2_000), deeper = Nested(depth: 4_000);

        // A line of each step and edge, and the first and the last line of each flow: at most 200 characters each.
        Assert.InRange(plan.ToMermaid().Length, 2_000 * 50, 2_000 * 6 * 200);
        Assert.InRange(plan.ToDot().Length, 2_000 * 50, 2_000 * 6 * 200);
        Assert.InRange((double)deeper.ToMermaid().Length / plan.ToMermaid().Length, 1.9, 2.1);
        Assert.InRange((double)deeper.ToDot().Length / plan.ToDot().Length, 1.9, 2.1);
    }

    [Fact]
    public void Diagrams_of_flows_nested_20000_deep_do_not_overflow_the_stack()
    {
        FlowPlan plan = Nested(depth: 20_000);

        Assert.Equal(20_000, CountLines(plan.ToMermaid(), "end"));
        Assert.Equal(20_001, CountLines(plan.ToDot(), "}"));
    }

    [Fact]
    public void Ids_are_unique_at_any_depth()
    {
        FlowPlan leaf = new("Leaf", new StepDescriptor("a", isAsync: false), new StepDescriptor("b", isAsync: false));
        FlowPlan plan = leaf;
        for (int i = 0; i < 30; i++)
        {
            FlowPlan inner = plan;
            plan = new FlowPlan(
                "Level",
                new StepDescriptor("inner", isAsync: true) { Kind = StepKind.Flow, Flow = () => inner },
                new StepDescriptor("leaf", isAsync: true) { Kind = StepKind.Flow, Flow = () => leaf });
        }

        // Each of the 30 levels has two steps and, in the second, a leaf with two steps.
        Assert.Equal((30 * 4) + 2, IdsOf(plan.ToMermaid()).Distinct().Count());
        Assert.Equal((30 * 4) + 2, IdsOf(plan.ToMermaid()).Count());

        static IEnumerable<string> IdsOf(string text) => text.Split('\n')
            .Select(static line => line.Trim().Replace("subgraph ", "", StringComparison.Ordinal))
            .Where(static line => line.Contains('[', StringComparison.Ordinal))
            .Select(static line => line[..line.IndexOf('[', StringComparison.Ordinal)].TrimEnd('('));
    }

    [Fact]
    public void Flows_nested_deeper_than_16_levels_are_numbered()
    {
        string[] lines = Nested(depth: 20).ToDot().Split('\n');
        string path = "s1" + string.Concat(Enumerable.Repeat("_1", 16));
        string indent = new(' ', 4 * 17);

        Assert.Contains($"{indent}subgraph cluster_{path} {{", lines);
        Assert.Contains($"{indent}f1_0 [label=\"before\"];", lines);
        Assert.Contains($"{indent}subgraph cluster_f1_1 {{", lines);
        Assert.Contains($"{indent}f2_0 [label=\"before\"];", lines);
        Assert.Contains($"{indent}{path[..^1]}0 -> f1_0 [lhead=cluster_{path}];", lines);
    }

    // Each flow but the innermost has two steps, the second of which runs the next flow.
    private static FlowPlan Nested(int depth, Action? asked = null)
    {
        FlowPlan plan = new("Innermost", new StepDescriptor("only", isAsync: false));
        for (int i = 0; i < depth; i++)
        {
            FlowPlan inner = plan;
            plan = new FlowPlan(
                "Level",
                new StepDescriptor("before", isAsync: false),
                new StepDescriptor("inner", isAsync: true)
                {
                    Upstream = [0],
                    Kind = StepKind.Flow,
                    Flow = () =>
                    {
                        asked?.Invoke();
                        return inner;
                    },
                });
        }

        return plan;
    }

    private static int CountLines(string text, string line) => text.Split('\n').Count(other => other.Trim() == line);
}
