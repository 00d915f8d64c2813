using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Calls a step's function for one element. The result of a synchronous function is a completed task.</summary>
/// <param name="element">What the function may ask of the element's step.</param>
/// <param name="item">The element.</param>
internal delegate TResult ElementCall<in TItem, out TResult>(ElementStep element, TItem item);

/// <summary>How a step processes each element of a list or stream. Immutable; all runs share it.</summary>
/// <param name="MaxConcurrency">How many elements may be processed at the same time; 0 means no limit.</param>
/// <param name="IsAsync">Whether the function returns something to await; otherwise it may block the thread.</param>
/// <param name="Call">Calls the function for one element.</param>
internal sealed record ForEachDefinition<TItem, TResult>(int MaxConcurrency, bool IsAsync, ElementCall<TItem, TResult> Call);

/// <summary>The step of an element in the run of the elements: what a function may ask of it.</summary>
/// <param name="run">The run of the elements.</param>
/// <param name="step">The step's index.</param>
/// <param name="attempts">The attempts of the step, if it has policies.</param>
/// <param name="token">The token of this attempt.</param>
internal readonly struct ElementStep(FlowRun run, int step, StepAttempts? attempts = null, CancellationToken token = default)
{
    /// <summary>The token for the function.</summary>
    public CancellationToken Token => attempts is null ? run.TokenOf(step) : token;

    /// <summary>The context for the function.</summary>
    public StepContext Context => attempts is null ? run.Context(step) : attempts.Context(token);

    /// <inheritdoc cref="FlowRun.NotNull"/>
    public TAwaitable NotNull<TAwaitable>(TAwaitable? returned) where TAwaitable : class => run.NotNull(step, returned);
}
