namespace AsyncFlow;

/// <summary>Which data races between the steps of a flow the compiler reports.</summary>
public enum Races
{
    /// <summary>Races that certainly can happen, as warnings.</summary>
    Certain,

    /// <summary>
    /// Whatever cannot be shown to be free of races, as errors. An object that steps share must be of a type that is known to be thread-safe, by
    /// its documentation or by <see cref="ThreadSafeAttribute">[ThreadSafe]</see>, or be protected by a lock.
    /// </summary>
    Proven,
}
