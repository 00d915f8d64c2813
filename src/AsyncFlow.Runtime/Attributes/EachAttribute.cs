namespace AsyncFlow;

/// <summary>
/// Runs the step once for each element of another step's result, concurrently: this parameter is the element. What the step
/// returns becomes a list in the elements' order, an <see cref="IReadOnlyList{T}"/> to the steps that use it.
/// </summary>
/// <remarks>
/// Each element's call takes and releases the step's locks separately. The elements of an <see cref="IAsyncEnumerable{T}"/> and of a sequence that is
/// made while it is read are taken as they come, and so are the results of a step that has <c>[Each]</c> itself: its first result starts this step,
/// unless another parameter of this step needs that step's whole list.
/// </remarks>
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

    /// <summary>
    /// How many elements may be processed at the same time; 0, the default, means no limit other than the flow's. Of a source that does not know how
    /// many elements it has, 0 means 256.
    /// </summary>
    public int MaxConcurrency { get; set; }

    /// <summary>
    /// How many elements may wait for this step if they come one by one: from an <see cref="IAsyncEnumerable{T}"/>, from a sequence that is made while
    /// it is read, or from a step that has <c>[Each]</c> itself. 0, the default, means as many as <see cref="MaxConcurrency"/>. The source is read, and
    /// the step before starts its next element, only when there is room; so for both to be busy, give the buffer at least the concurrency of the step
    /// before.
    /// </summary>
    public int Buffer { get; set; }
}
