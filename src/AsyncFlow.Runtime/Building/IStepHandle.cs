using AsyncFlow.Building.Steps;

namespace AsyncFlow;

/// <summary>
/// A step of a <see cref="FlowBuilder"/> that returns a <typeparamref name="T"/> or something derived from it: a
/// <see cref="StepHandle{T}"/> of an array, for example, is also a handle of a list of its elements. Only this library implements it.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
public interface IStepHandle<out T>
{
    /// <summary>The step.</summary>
    StepHandle Step { get; }

    /// <summary>Makes the function that gets the result in a run, given the run's steps.</summary>
    internal Func<T> ReadFrom(BuiltStep[] steps);
}
