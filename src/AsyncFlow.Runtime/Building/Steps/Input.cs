namespace AsyncFlow.Building.Steps;

/// <summary>Where a step of a run finds what it takes of another step.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="step">The other step, in the same run, whose result is the value; not used if there is a function.</param>
/// <param name="read">Gives the value if it is not simply the result: a fallback, or an outcome.</param>
internal readonly struct Input<T>(ResultStep<T>? step, Func<T>? read = null)
{
    public T Value => read is null ? step!.Result : read();
}
