namespace AsyncFlow;

/// <summary>
/// Makes a method, or a field or property that holds another flow, a step of the flow. It starts when every step named here,
/// and every step whose result is one of its parameters, has finished.
/// </summary>
/// <remarks>
/// A step returns <c>void</c>, a value, or anything awaitable (<c>Task</c>, <c>Task&lt;T&gt;</c>, <c>ValueTask</c>,
/// <c>ValueTask&lt;T&gt;</c>, a custom type). Its parameters are a <see cref="CancellationToken"/>, a
/// <see cref="StepContext"/>, or results of other steps. A flow as a step runs inside of the outer run: on its host, within its
/// limit of concurrency and its cancellation.
/// </remarks>
/// <param name="upstream">The names of the steps that must finish first; write them with <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class StepAttribute(params string[] upstream) : Attribute
{
    /// <summary>The names of the steps that must finish first.</summary>
    public IReadOnlyList<string> Upstream { get; } = upstream;
}
