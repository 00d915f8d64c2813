namespace AsyncFlow.Testing.Simulation;

/// <summary>One timer. Its properties are guarded by the <see cref="TimerQueue"/> that it belongs to.</summary>
/// <param name="number">Its position in the order of creation.</param>
/// <param name="callback">Called when the timer fires.</param>
/// <param name="state">The callback's argument.</param>
internal sealed class TimerEntry(long number, TimerCallback callback, object? state) : ISimulatedWork
{
    // The callback runs in its creator's context, as with the system's timers. Null if the flow of the context was suppressed.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public long Number => number;

    /// <summary>When it fires, in ticks; only meaningful while it is in the queue.</summary>
    public long Due { get; set; }

    /// <summary>The period, in ticks; 0 if it fires once.</summary>
    public long Period { get; set; }

    public bool IsDisposed { get; set; }

    /// <summary>None, so that code that the callback continues and that wants no context runs at once, in the simulation.</summary>
    public SynchronizationContext? Context => null;

    /// <summary>Fires the timer.</summary>
    public void Execute()
    {
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static entry => ((TimerEntry)entry!).Call(), this);
        }
    }

    private void Call() => callback(state);
}
