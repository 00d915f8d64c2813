namespace AsyncFlow;

/// <summary>Makes this step's result the result of <c>ExecuteAsync</c>. At most one step of a flow has it.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute
{
    /// <summary>
    /// Whether <c>ExecuteAsync</c> gives the results of a step with <c>[Each]</c> as they come, in an <see cref="IAsyncEnumerable{T}"/>. The flow runs
    /// while that is enumerated: at most as many results wait for its reader as elements are processed at the same time. False by default.
    /// </summary>
    public bool Stream { get; set; }
}
