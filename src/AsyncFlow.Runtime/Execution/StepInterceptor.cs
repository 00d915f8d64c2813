namespace AsyncFlow.Execution;

/// <summary>Runs before steps of a run, and can replace them. For tests of flows; costs nothing when absent.</summary>
internal abstract class StepInterceptor
{
    /// <summary>Called when a step is to start, its locks held. Null lets the step run.</summary>
    /// <returns>Awaited without blocking a thread. If it throws, the step has thrown that exception.</returns>
    public abstract Task<Interception>? Intercept(StepInfo step, StepContext context);
}

/// <summary>The outcome of an interception.</summary>
/// <param name="IsReplaced">Whether the step has been replaced and does not run.</param>
/// <param name="Result">
/// The result of the replacement, of the type of the step's result, or <see cref="ReplacementException.NoResult"/>. Anything else
/// fails the step with a <see cref="ReplacementException"/>, if the result is used.
/// </param>
internal readonly record struct Interception(bool IsReplaced, object? Result);
