namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>A clock whose timers fire when the test requests it. Thread-safe.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly object _gate = new();

    // Guarded by _gate; null when timers fire as soon as they are created.
    private List<ManualTimer>? _timers = [];

    /// <summary>Fires all timers: those that exist now, and later ones when they are created.</summary>
    public void FireTimers()
    {
        List<ManualTimer>? timers;
        lock (_gate)
        {
            timers = _timers;
            _timers = null;
        }

        timers?.ForEach(static timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(callback, state);
        lock (_gate)
        {
            if (_timers is not null)
            {
                _timers.Add(timer);
                return timer;
            }
        }

        timer.Fire();
        return timer;
    }

    private sealed class ManualTimer(TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _isDisposed;

        // On another thread, like system timers.
        public void Fire() => ThreadPool.QueueUserWorkItem(_ =>
        {
            if (!_isDisposed)
            {
                callback(state);
            }
        });

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
