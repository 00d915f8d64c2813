namespace AsyncFlow;

/// <summary>
/// A part of a flow, made by the functions of <see cref="Compose"/>. It is a delegate, so that nodes and functions nest in each other;
/// do not call it or write one by hand.
/// </summary>
/// <param name="visitor">Reads what the node consists of.</param>
public delegate void FlowNode(FlowNodeVisitor visitor);
