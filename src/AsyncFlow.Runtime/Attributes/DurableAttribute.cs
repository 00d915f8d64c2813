namespace AsyncFlow;

/// <summary>
/// Lets a <see cref="FlowAttribute">[Flow]</see> run durably: its progress is stored after every step, so a run survives the end of its process and goes
/// on in the next one. The compiler checks that the flow can be taken apart. The flow still runs in one process without storage, by <c>ExecuteAsync</c>.
/// </summary>
/// <remarks>
/// Needs the package AsyncFlow.Durable and an engine, such as that of the package AsyncFlow.Orleans. A step runs at least once: it runs again if its
/// process ends before its result is stored. <see cref="StepContext.IdempotencyKey"/> is the same then.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DurableAttribute : Attribute;
