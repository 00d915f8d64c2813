namespace AsyncFlow;

/// <summary>Says which step's result a step's parameter is, where its type alone does not tell.</summary>
/// <param name="step">The name of the step that produces the value; write it with <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromAttribute(string step) : Attribute
{
    /// <summary>The name of the step that produces the value.</summary>
    public string Step { get; } = step;
}
