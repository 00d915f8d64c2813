namespace AsyncFlow;

/// <summary>
/// Runs the step only if a condition holds; otherwise it is skipped. A skipped step counts as finished for the order of steps. A step
/// that uses its result gets null, or the default value of its optional parameter.
/// </summary>
/// <param name="condition">
/// The name of a <see cref="bool"/> field, property, primary-constructor parameter or parameterless method of the class, read
/// when the step is otherwise ready, before its locks are taken; or of a step whose result is a <see cref="bool"/>, which is then
/// upstream. Write it with <c>nameof</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class WhenAttribute(string condition) : Attribute
{
    /// <summary>The name of the condition.</summary>
    public string Condition { get; } = condition;

    /// <summary>The value of the condition with which the step runs; true by default.</summary>
    public bool Is { get; set; } = true;
}
