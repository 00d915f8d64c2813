namespace AsyncFlow.Interleaving;

/// <summary>A schedule has failed. The message has the failure, and the accesses of the threads in order.</summary>
/// <param name="message">The message.</param>
/// <param name="schedules">How many schedules were tried, this one included.</param>
/// <param name="cause">The failure.</param>
public sealed class ExplorerException(string message, int schedules, Exception cause) : Exception(message, cause)
{
    /// <summary>How many schedules were tried, this one included.</summary>
    public int Schedules => schedules;
}
