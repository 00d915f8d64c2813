namespace AsyncFlow;

/// <summary>Names the step whose result the parameter takes. Needed where the parameter's type alone does not determine it.</summary>
/// <param name="step">The name of the step that produces the value; write it with <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromAttribute(string step) : Attribute
{
    /// <summary>The name of the step that produces the value.</summary>
    public string Step { get; } = step;
}
