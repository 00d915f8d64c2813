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
}
