namespace AsyncFlow;

/// <summary>
/// Makes this parameter of a step an input of the flow, which callers give with each call: it becomes a parameter of <c>ExecuteAsync</c> and
/// <c>RunAsync</c>. So one instance of a flow, from a container for example, serves many calls at the same time.
/// </summary>
/// <remarks>
/// Parameters of the same name are one input, and must have the same type. An input whose parameters have a default value is optional, and
/// comes after those that are not.
/// </remarks>
/// <example>
/// <code>
/// [Step] private Task&lt;Page&gt; Load([Input] Uri address, CancellationToken ct) => …;
/// [Step, Output] private Report Check(Page page, [Input] int depth = 2) => …;
///
/// Report report = await flow.ExecuteAsync(address, cancellationToken: ct);
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InputAttribute : Attribute;
