namespace AsyncFlow.Execution;

/// <summary>Runs before steps of a run, and can replace them. For tests of flows; costs nothing when absent.</summary>
internal abstract class StepInterceptor
{
    /// <summary>Called when a step is to start, its locks held. Null lets the step run.</summary>
    /// <returns>Awaited, without the step's thread being blocked; what it throws the step has thrown.</returns>
    public abstract Task<Interception>? Intercept(StepInfo step, StepContext context);
}

/// <summary>The outcome of an interception.</summary>
/// <param name="IsReplaced">Whether the step is not to run, since it has been done in another way.</param>
/// <param name="Result">
/// Then its result, of the type that the step would have given, or <see cref="ReplacementException.NoResult"/>. Anything else
/// fails the step with a <see cref="ReplacementException"/>, if the result is used.
/// </param>
internal readonly record struct Interception(bool IsReplaced, object? Result);
