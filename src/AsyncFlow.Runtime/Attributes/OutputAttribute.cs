namespace AsyncFlow;

/// <summary>Makes this step's result the result of <c>ExecuteAsync</c>. At most one step of a flow has it.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute;
