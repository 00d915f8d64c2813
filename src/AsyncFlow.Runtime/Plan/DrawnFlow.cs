using System.Globalization;

namespace AsyncFlow.Plan;

/// <summary>A flow in a diagram, and how far it has been drawn.</summary>
/// <param name="plan">The flow's plan.</param>
/// <param name="prefix">Begins the ids of the flow's steps and of no other.</param>
/// <param name="indent">Begins the flow's lines.</param>
internal sealed class DrawnFlow(FlowPlan plan, string prefix, string indent)
{
    // Of each step that has been drawn, the first and the last node: the step's own, or those of the flow in its place.
    private readonly (string First, string Last)[] _nodes = new (string, string)[plan.Steps.Count];

    public FlowPlan Plan => plan;

    public string Indent => indent;

    /// <summary>How many steps have been drawn.</summary>
    public int Drawn { get; private set; }

    /// <summary>The first node of the first step.</summary>
    public string FirstNode => _nodes[0].First;

    /// <summary>The last node of the last step.</summary>
    public string LastNode => _nodes[^1].Last;

    public string IdOf(StepInfo step) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{step.Index}");

    public string FirstNodeOf(StepInfo step) => _nodes[step.Index].First;

    public string LastNodeOf(StepInfo step) => _nodes[step.Index].Last;

    /// <summary>The next step has been drawn.</summary>
    public void Add(string firstNode, string lastNode) => _nodes[Drawn++] = (firstNode, lastNode);
}
