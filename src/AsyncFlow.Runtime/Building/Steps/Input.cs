namespace AsyncFlow.Building.Steps;

/// <summary>Where a step of a run finds the result of another step.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="step">The other step, in the same run.</param>
/// <param name="hasFallback">Whether the other step may be skipped.</param>
/// <param name="fallback">The value that stands in for its result then.</param>
internal readonly struct Input<T>(ResultStep<T> step, bool hasFallback, T fallback)
{
    public T Value => hasFallback && step.IsSkipped ? fallback : step.Result;
}
