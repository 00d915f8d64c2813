namespace AsyncFlow;

/// <summary>Reads what a <see cref="FlowNode"/> consists of. Only this library derives from it.</summary>
public abstract class FlowNodeVisitor
{
    private protected FlowNodeVisitor()
    {
    }

    internal abstract void Group(bool isSeries, Delegate[] items);

    internal abstract void Named(string name, Delegate step);

    internal abstract void WithLock(Delegate step, object[] locks);

    internal abstract void WithPolicy(Delegate step, object[] policies);

    internal abstract void WithLocksPerAttempt(Delegate step);

    internal abstract void Each(Delegate step);

    internal abstract void SubFlow(IFlow flow);
}
