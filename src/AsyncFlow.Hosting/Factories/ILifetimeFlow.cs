using System.ComponentModel;

namespace AsyncFlow.Hosting;

/// <summary>
/// A flow with methods that stop what its steps have started. In a project that references this package, the compiler implements it for every
/// <see cref="FlowAttribute">[Flow]</see> class with <see cref="StopsAttribute">[Stops]</see> methods.
/// </summary>
public interface ILifetimeFlow
{
    /// <summary>The methods that stop steps, in the order of the steps.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract IReadOnlyList<FlowStop> Stops { get; }

    /// <summary>Stops what a step of the last run has started.</summary>
    /// <param name="step">The index of the step, which has succeeded and has a method that stops it.</param>
    /// <param name="cancellationToken">Cancelled when the time to stop is over.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    ValueTask StopAsync(int step, CancellationToken cancellationToken);
}
