using System.Diagnostics;

namespace AsyncFlow.Scheduling;

/// <summary>
/// Watches the workers that keep waiting steps for themselves, since they expect them to be short. If a worker is stuck in one step for a
/// millisecond or two, another one is requested. Costs nothing while there is no such worker.
/// </summary>
internal static class WorkerWatch
{
    private const int Period = 1;

    // Without a worker to watch for this many periods, the timer stops.
    private const int IdlePeriods = 50;

    // Guards the list and the timer's start and stop.
    private static readonly object s_gate = new();

    // One for each thread that was ever watched; dead threads' are removed.
    private static readonly List<WeakReference<Stretch>> s_stretches = [];

    private static Timer? s_timer;
    private static int s_idlePeriods;

    // 1 while the timer runs.
    private static int s_isRunning;

    [ThreadStatic]
    private static Stretch? s_stretch;

    /// <summary>Begins to watch the worker on the current thread. What it works on lives until <see cref="Stretch.End"/>.</summary>
    /// <returns>Null if the thread is in the middle of another worker's work.</returns>
    public static Stretch? TryBegin(IWatched watched)
    {
        Stretch stretch = s_stretch ??= Register();
        if (!stretch.TryBegin(watched))
        {
            return null;
        }

        if (Volatile.Read(ref s_isRunning) == 0)
        {
            Start();
        }

        return stretch;
    }

    private static Stretch Register()
    {
        Stretch stretch = new();
        lock (s_gate)
        {
            s_stretches.Add(new WeakReference<Stretch>(stretch));
        }

        return stretch;
    }

    private static void Start()
    {
        lock (s_gate)
        {
            if (s_isRunning == 0)
            {
                s_isRunning = 1;
                s_idlePeriods = 0;
                s_timer ??= MakeTimer();
                s_timer.Change(Period, Period);
            }
        }
    }

    // The timer lives as long as the process, so it must not keep the first caller's AsyncLocals.
    private static Timer MakeTimer()
    {
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return new Timer(static _ => Check(), null, Timeout.Infinite, Timeout.Infinite);
    }

    private static void Check()
    {
        // One check at a time; a delayed one is not worth waiting for.
        if (!Monitor.TryEnter(s_gate))
        {
            return;
        }

        try
        {
            if (CheckAll())
            {
                s_idlePeriods = 0;
            }
            else if (++s_idlePeriods >= IdlePeriods && s_isRunning == 1)
            {
                // A worker begins its stretch and then reads the flag; this clears the flag and then looks for stretches once more.
                s_timer!.Change(Timeout.Infinite, Timeout.Infinite);
                Interlocked.Exchange(ref s_isRunning, 0);
                if (CheckAll())
                {
                    s_isRunning = 1;
                    s_idlePeriods = 0;
                    s_timer.Change(Period, Period);
                }
            }
        }
        finally
        {
            Monitor.Exit(s_gate);
        }
    }

    // Whether any worker is watched.
    private static bool CheckAll()
    {
        bool any = false;
        for (int i = s_stretches.Count - 1; i >= 0; i--)
        {
            if (s_stretches[i].TryGetTarget(out Stretch? stretch))
            {
                any |= stretch.Check();
            }
            else
            {
                s_stretches.RemoveAt(i);
            }
        }

        return any;
    }

    /// <summary>What one thread does at the moment.</summary>
    internal sealed class Stretch
    {
        private const int Idle = 0;
        private const int Active = 1;
        private const int Helping = 2;

        // Idle <-> Active by the worker, Active <-> Helping by the check. Idle: what is watched belongs to the worker; otherwise it does not change.
        private int _state;
        private IWatched? _watched;

        // How many stretches the thread has begun. Written by the worker; read by the check, which takes a stale value for a stretch that lasts.
        private int _begun;

        // Only used by the check: the last stretch that it saw.
        private int _seen;

        public bool TryBegin(IWatched watched)
        {
            if (_state != Idle)
            {
                return false;
            }

            _watched = watched;
            _begun++;
            Interlocked.Exchange(ref _state, Active);
            return true;
        }

        /// <summary>Ends the stretch.</summary>
        public void End()
        {
            Debug.Assert(_state != Idle, "A stretch ends once.");
            SpinWait spin = default;
            while (Interlocked.CompareExchange(ref _state, Idle, Active) != Active)
            {
                spin.SpinOnce();
            }

            _watched = null;
        }

        /// <summary>Requests a worker if this stretch has lasted since the last check and steps wait.</summary>
        /// <returns>Whether a worker is watched.</returns>
        public bool Check()
        {
            if (Volatile.Read(ref _state) == Idle)
            {
                return false;
            }

            int begun = Volatile.Read(ref _begun);
            if (begun != _seen)
            {
                _seen = begun;
                return true;
            }

            if (Interlocked.CompareExchange(ref _state, Helping, Active) == Active)
            {
                // The worker cannot leave now, so what it works on lives.
                _watched!.Help();
                Volatile.Write(ref _state, Active);
            }

            return true;
        }
    }
}

/// <summary>What a watched worker keeps for itself.</summary>
internal interface IWatched
{
    /// <summary>Requests another worker if there is something for it to do. Called by the watch, on another thread than the worker's.</summary>
    void Help();
}
