namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>The time of an <see cref="Oracle"/>: it goes from one event to the next.</summary>
internal sealed class OracleClock
{
    private readonly PriorityQueue<Action, (long Time, int Number)> _events = new();
    private int _scheduled;

    public long Now { get; private set; }

    public void At(long time, Action action) => _events.Enqueue(action, (time, ++_scheduled));

    /// <summary>Lets the next event happen.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Next()
    {
        if (!_events.TryDequeue(out Action? next, out (long Time, int Number) when))
        {
            return false;
        }

        Now = when.Time;
        next();
        return true;
    }

    public void Run()
    {
        while (Next())
        {
        }
    }
}
