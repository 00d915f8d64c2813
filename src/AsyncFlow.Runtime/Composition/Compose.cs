namespace AsyncFlow;

/// <summary>
/// Puts functions together into a flow. In a <see cref="CompositionAttribute">[Composition]</see> the compiler reads these calls and
/// writes the plan; with <c>Flow.Create</c> they are evaluated when the program runs.
/// </summary>
/// <example>
/// <code>
/// using static AsyncFlow.Compose;
///
/// [Composition]
/// private static FlowNode Steps => Series(Load, Parallel(WithLock(Shrink, s_disk), Index), Publish);
/// </code>
/// </example>
public static class Compose
{
    /// <summary>One after the other: what ends an item is upstream of the next.</summary>
    /// <param name="items">Functions and pieces.</param>
    public static FlowNode Series(params Delegate[] items) => throw new NotImplementedException();

    /// <summary>Independent of each other; it ends when all items have.</summary>
    /// <param name="items">Functions and pieces.</param>
    public static FlowNode Parallel(params Delegate[] items) => throw new NotImplementedException();

    /// <summary>Gives a step a name of its own instead of its function's.</summary>
    /// <param name="name">The name.</param>
    /// <param name="step">A function, or a function with a lock.</param>
    public static FlowNode Named(string name, Delegate step) => throw new NotImplementedException();

    /// <summary>Holds locks while a step runs.</summary>
    /// <param name="step">A function, not several.</param>
    /// <param name="locks">The locks.</param>
    public static FlowNode WithLock(Delegate step, params IFlowLock[] locks) => throw new NotImplementedException();

    /// <summary>Holds a permit of a semaphore while a step runs.</summary>
    /// <param name="step">A function, not several.</param>
    /// <param name="gate">The semaphore.</param>
    public static FlowNode WithLock(Delegate step, SemaphoreSlim gate) => throw new NotImplementedException();

    /// <summary>
    /// Runs a function once for each element of the list that the item before gives, concurrently. Its results are a list in the
    /// elements' order.
    /// </summary>
    /// <param name="step">A function, of which one parameter is the element.</param>
    /// <param name="maxConcurrency">How many elements may be worked on at the same time; 0 is no limit but the flow's.</param>
    public static FlowNode Each(Delegate step, int maxConcurrency = 0) => throw new NotImplementedException();

    /// <summary>Runs another flow as a step.</summary>
    /// <param name="flow">The flow.</param>
    public static FlowNode SubFlow(IFlow flow) => throw new NotImplementedException();
}
