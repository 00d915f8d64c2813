using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>A step's function without a result, and where its arguments come from.</summary>
internal interface ICall
{
    /// <summary>Calls the function.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">The step's index.</param>
    void Invoke(FlowRun run, int step);

    /// <summary>Calls the function for an attempt of the step.</summary>
    /// <param name="attempts">The attempts of the step.</param>
    /// <param name="token">The token of this one.</param>
    void Attempt(StepAttempts attempts, CancellationToken token);
}

/// <summary>A step's function, and where its arguments come from.</summary>
/// <typeparam name="TResult">What the function returns: a result, or a task of one.</typeparam>
internal interface ICall<out TResult>
{
    /// <inheritdoc cref="ICall.Invoke"/>
    TResult Invoke(FlowRun run, int step);

    /// <inheritdoc cref="ICall.Attempt"/>
    TResult Attempt(StepAttempts attempts, CancellationToken token);
}
