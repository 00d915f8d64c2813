namespace AsyncFlow;

/// <summary>
/// Adds steps to a <see cref="FlowBuilder"/> whose functions take a <see cref="StepContext"/> last, instead of a
/// <see cref="CancellationToken"/>.
/// </summary>
/// <remarks>
/// A lambda whose last parameter could be either is taken to want the token. One that uses a member of the context, or that names the type
/// of its parameter, gets the context.
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
