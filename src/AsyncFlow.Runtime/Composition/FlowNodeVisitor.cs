namespace AsyncFlow;

/// <summary>Learns what a <see cref="FlowNode"/> is made of. Only this library derives from it.</summary>
public abstract class FlowNodeVisitor
{
    private protected FlowNodeVisitor()
    {
    }
}
