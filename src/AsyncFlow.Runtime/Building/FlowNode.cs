namespace AsyncFlow;

/// <summary>
/// A piece of a flow made by the functions of <see cref="Compose"/>. It is a delegate, so that pieces and functions nest in each other;
/// it is not meant to be called or written by hand.
/// </summary>
/// <param name="visitor">Who wants to know what the piece is made of.</param>
public delegate void FlowNode(FlowNodeVisitor visitor);
