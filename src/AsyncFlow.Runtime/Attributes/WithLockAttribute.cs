namespace AsyncFlow;

/// <summary>
/// Holds every named lock while the step runs. Locks are taken when the step is otherwise ready, in one order that all steps share, so
/// that the locks of steps never deadlock. They are always released when the step ends.
/// </summary>
/// <remarks>
/// A step that runs another flow holds its locks meanwhile. If steps of two such flows wait for each other's locks, one of them
/// fails with an <see cref="InvalidOperationException"/> that names the steps and the locks.
/// </remarks>
/// <param name="locks">
/// The names of fields, properties or primary-constructor parameters of type <see cref="FlowLock"/>,
/// <see cref="FlowSemaphore"/>, <see cref="SemaphoreSlim"/> or any <see cref="IFlowLock"/>; write them with <c>nameof</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class WithLockAttribute(params string[] locks) : Attribute
{
    /// <summary>The names of the members that hold the locks.</summary>
    public IReadOnlyList<string> Locks { get; } = locks;
}
