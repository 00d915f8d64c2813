namespace AsyncFlow;

/// <summary>
/// Marks the member of a <see cref="FlowAttribute">[Flow]</see> class that lists its steps, in an expression of <c>Series</c>,
/// <c>Parallel</c>, <c>WithLock</c> and the other functions of <c>Compose</c>. The compiler reads the expression; it is never
/// evaluated. In other classes the attribute marks a sub-composition that the compositions of flows can use.
/// </summary>
/// <remarks>The member is a property, a field or a parameterless method of type <c>FlowNode</c> with one expression.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Method)]
public sealed class CompositionAttribute : Attribute;
