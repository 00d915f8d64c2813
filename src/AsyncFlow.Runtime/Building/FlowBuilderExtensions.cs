namespace AsyncFlow;

/// <summary>
/// Adds steps to a <see cref="FlowBuilder"/> whose functions take a <see cref="StepContext"/> last, instead of a
/// <see cref="CancellationToken"/>.
/// </summary>
/// <remarks>
/// If the last parameter of a lambda could be either, it is the token. It is the context if the lambda uses a member of the context or
/// declares the type of the parameter.
/// </remarks>
/// <example>
/// <code>
/// b.Step("log", orders, (list, context) => Log(context.RunId, list));
/// </code>
/// </example>
public static partial class FlowBuilderExtensions
{
    private static FlowBuilder NotNull(FlowBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }
}
