using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>A step's function together with where its arguments come from.</summary>
/// <typeparam name="TResult">What the function returns: a result, or what is to be awaited.</typeparam>
internal interface ICall<out TResult>
{
    /// <summary>Calls the function.</summary>
    /// <param name="run">The run, or the run of a list's elements.</param>
    /// <param name="step">The step's index in it.</param>
    TResult Invoke(FlowRun run, int step);
}

/// <summary>What a function without a result gives.</summary>
internal readonly struct Nothing;
