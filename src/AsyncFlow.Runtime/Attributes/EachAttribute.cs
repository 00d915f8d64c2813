namespace AsyncFlow;

/// <summary>
/// Runs the step once for each element of another step's result, concurrently: this parameter is the element. What the step
/// returns becomes a list in the elements' order, an <see cref="IReadOnlyList{T}"/> to the steps that use it.
/// </summary>
/// <remarks>Each element's call takes and releases the step's locks separately.</remarks>
/// <param name="step">The name of the step that produces the elements; write it with <c>nameof</c>.</param>
/// <example>
/// <code>
/// [Step] private Uri[] FindUrls() => …;
/// [Step] private Task&lt;Page&gt; Fetch([Each(nameof(FindUrls), MaxConcurrency = 8)] Uri url, CancellationToken ct) => …;
/// [Step] private void Index(IReadOnlyList&lt;Page&gt; pages) { … }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EachAttribute(string step) : Attribute
{
    /// <summary>The name of the step that produces the elements.</summary>
    public string Step { get; } = step;

    /// <summary>How many elements may be processed at the same time; 0, the default, means no limit other than the flow's.</summary>
    public int MaxConcurrency { get; set; }
}
