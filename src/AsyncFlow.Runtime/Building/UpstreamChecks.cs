using System.Diagnostics.CodeAnalysis;

namespace AsyncFlow.Building;

/// <summary>Checks that a step can wait for another one and take its result.</summary>
internal static class UpstreamChecks
{
    /// <summary>Checks that a step can wait for another one.</summary>
    /// <param name="flow">The flow of the step.</param>
    /// <param name="step">The step.</param>
    /// <param name="upstream">The other step.</param>
    /// <param name="parameter">The parameter through which the other step was given.</param>
    /// <exception cref="ArgumentException">The other step is null, of another builder, or not an earlier one.</exception>
    public static void ThrowIfNotEarlier(FlowDefinition flow, StepDefinition step, [NotNull] StepHandle? upstream, string parameter)
    {
        if (upstream is null)
        {
            throw new ArgumentNullException(parameter, $"Step '{step.Name}' cannot wait for a handle that is null. Use the handle that FlowBuilder returned for that step.");
        }

        if (upstream.Flow != flow)
        {
            throw new ArgumentException($"Step '{step.Name}' cannot wait for step '{upstream.Name}': its handle comes from another builder. Add all steps of a flow to one FlowBuilder.", parameter);
        }

        if (upstream.Definition.Index >= step.Index)
        {
            throw new ArgumentException(
                upstream.Definition == step
                    ? $"Step '{step.Name}' cannot wait for itself. Name an earlier step."
                    : $"Step '{step.Name}' cannot wait for step '{upstream.Name}', which was added after it. Add '{upstream.Name}' first.",
                parameter);
        }
    }

    /// <summary>Checks that a step can take the result of another one.</summary>
    /// <inheritdoc cref="ThrowIfNotEarlier"/>
    /// <exception cref="ArgumentException">The other step is null, of another builder, not an earlier one, or may have no result.</exception>
    public static void ThrowIfNoResult(FlowDefinition flow, StepDefinition step, [NotNull] StepHandle? upstream, string parameter)
    {
        ThrowIfNotEarlier(flow, step, upstream, parameter);
        if (upstream.MayLackResult)
        {
            throw new ArgumentException(
                $"Step '{step.Name}' needs the result of step '{upstream.Name}', which has a condition: if it is skipped there is no result. Call WithFallback(value) or WithDefault() on its handle to specify a fallback.",
                parameter);
        }
    }
}
