namespace AsyncFlow;

/// <summary>
/// Marks the member of a <see cref="FlowAttribute">[Flow]</see> class that says, with <c>Series</c>, <c>Parallel</c>, <c>WithLock</c>
/// and the other functions of <c>Compose</c>, which functions its steps are. The compiler reads the expression; it is never
/// evaluated. In other classes the attribute names a piece that the compositions of flows can use.
/// </summary>
/// <remarks>The member is a property, a field or a parameterless method of type <c>FlowNode</c> with one expression.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Method)]
public sealed class CompositionAttribute : Attribute;
