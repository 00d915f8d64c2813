using AsyncFlow.CompilerServices;
using AsyncFlow.Reports;

namespace AsyncFlow.Runtime.Tests;

/// <summary>A random flow without nesting, and how it runs: found tick by tick, by looking at every step at every tick.</summary>
internal sealed class NaiveSchedule
{
    private readonly int[][] _upstream;
    private readonly int[][] _locks;
    private readonly int[] _permits;
    private readonly int[] _durations;
    private readonly int _limit;
    private readonly List<int> _order = [];

    // When each step was ready, had its locks, had its slot, and ended; -1 for not yet.
    private readonly int[] _ready, _locked, _started, _ended;
    private readonly int[] _lockCount;

    public NaiveSchedule(int seed, int size, bool withWaits = true, int shortest = 0)
    {
        Random random = new(seed);
        _limit = withWaits && random.Next(2) == 0 ? random.Next(1, 4) : 0;
        _permits = [.. Enumerable.Range(0, withWaits ? random.Next(4) : 0).Select(_ => random.Next(1, 3))];
        _upstream = [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, i).Where(_ => random.Next(i + 3) < 2).ToArray())];
        _locks = [.. Enumerable.Range(0, size).Select(_ => Enumerable.Range(0, _permits.Length).Where(_ => random.Next(3) == 0).ToArray())];
        _durations = [.. Enumerable.Range(0, size).Select(_ => random.Next(shortest, 30))];
        (_ready, _locked, _started, _ended, _lockCount) = (Unknown(), Unknown(), Unknown(), Unknown(), new int[size]);
        Run();

        int[] Unknown()
        {
            int[] unknown = new int[size];
            unknown.AsSpan().Fill(-1);
            return unknown;
        }
    }

    private NaiveSchedule(NaiveSchedule other, int[] durations, int[] permits, int limit)
    {
        (_upstream, _locks, _durations, _permits, _limit) = (other._upstream, other._locks, durations, permits, limit);
        int size = durations.Length;
        (_ready, _locked, _started, _ended, _lockCount) = (new int[size], new int[size], new int[size], new int[size], new int[size]);
        foreach (int[] times in (int[][])[_ready, _locked, _started, _ended])
        {
            times.AsSpan().Fill(-1);
        }

        Run();
    }

    public int Count => _durations.Length;

    public int LockCount => _permits.Length;

    public int Duration => _ended.DefaultIfEmpty(0).Max();

    public int Work => _durations.Sum();

    public IReadOnlyList<int> Durations => _durations;

    public IReadOnlyList<int> Permits => _permits;

    public int Limit => _limit;

    public NaiveSchedule With(int[]? durations = null, int[]? permits = null, int? limit = null) =>
        new(this, durations ?? _durations, permits ?? _permits, limit ?? _limit);

    /// <summary>The longest chain, found by trying every chain from its end.</summary>
    public int Span()
    {
        return Enumerable.Range(0, Count).Select(Longest).DefaultIfEmpty(0).Max();

        int Longest(int step) => _durations[step] + _upstream[step].Select(Longest).DefaultIfEmpty(0).Max();
    }

    /// <summary>The shares of the limits: of each lock, of the concurrency limit, and of the graph.</summary>
    public double[] Limits()
    {
        double[] shares = new double[_permits.Length + 2];
        for (int tick = 0; tick < Duration; tick++)
        {
            List<int> waits = [];
            for (int step = 0; step < Count; step++)
            {
                if (_ready[step] <= tick && tick < _locked[step])
                {
                    waits.Add(LockWaitedFor(step, tick));
                }
                else if (_locked[step] <= tick && tick < _started[step])
                {
                    waits.Add(_permits.Length);
                }
            }

            foreach (int wait in waits)
            {
                shares[wait] += 1.0 / waits.Count / Duration;
            }

            shares[^1] += waits.Count == 0 ? 1.0 / Duration : 0;
        }

        return shares;
    }

    public FlowReport Report()
    {
        FlowPlan plan = new(
            "Naive",
            [.. Enumerable.Range(0, Count).Select(i => new StepDescriptor($"s{i}", isAsync: true) { Upstream = _upstream[i], Locks = [.. _locks[i].Select(static held => $"lock{held}")] })]);
        StepReport[] steps = [.. plan.Steps.Select(step => Report(step, step.Index))];
        return new FlowReport(plan, FlowStatus.Succeeded, TimeSpan.FromTicks(Duration), steps, []) { MaxConcurrency = _limit };
    }

    // When each lock of a step was granted, by its place among the step's locks.
    private readonly Dictionary<(int Step, int Index), int> _grantedAt = [];

    private int LockWaitedFor(int step, int tick)
    {
        int index = 0;
        while (_grantedAt[(step, index)] <= tick)
        {
            index++;
        }

        return _locks[step][index];
    }

    private int WaitFor(int step, int held)
    {
        int index = Array.IndexOf(_locks[step], held);
        return _grantedAt[(step, index)] - (index == 0 ? _ready[step] : _grantedAt[(step, index - 1)]);
    }

    private StepReport Report(StepInfo info, int step) => new(
        info, StepStatus.Succeeded, TimeSpan.FromTicks(_started[step]), TimeSpan.FromTicks(_durations[step]), TimeSpan.FromTicks(_locked[step] - _ready[step]), null)
    {
        SlotWait = TimeSpan.FromTicks(_started[step] - _locked[step]),
        Locks = [.. _locks[step].Select(held => new HeldLockInfo(held, $"lock{held}", _permits[held]) { Wait = TimeSpan.FromTicks(WaitFor(step, held)) })],
    };

    // Every step that can do something at this tick does it; then the next tick comes.
    private void Run()
    {
        for (int tick = 0; _ended.Contains(-1); tick++)
        {
            Assert.True(tick < 100_000);
            if (tick == 0)
            {
                foreach (int root in Enumerable.Range(0, Count).Where(i => _upstream[i].Length == 0))
                {
                    BecomeReady(root, tick);
                }
            }

            // Of steps that end now the first declared comes first; what it makes ready may end now too.
            while (Enumerable.Range(0, Count).Cast<int?>().FirstOrDefault(i => _started[i!.Value] >= 0 && _ended[i.Value] < 0 && _started[i.Value] + _durations[i.Value] == tick) is int step)
            {
                _ended[step] = tick;
                List<int> granted = [.. _locks[step].Reverse().Select(FirstWaiting).OfType<int>()];
                foreach (int successor in Enumerable.Range(0, Count).Where(i => _upstream[i].Contains(step) && _upstream[i].All(other => _ended[other] >= 0)))
                {
                    BecomeReady(successor, tick);
                }

                GrantSlots(tick);
                foreach (int waiter in granted)
                {
                    TakeLocks(waiter, tick);
                }
            }
        }
    }

    private void BecomeReady(int step, int tick)
    {
        _ready[step] = tick;
        TakeLocks(step, tick);
    }

    // The first that came to the lock and waits for it; it has the lock from now on.
    private int? FirstWaiting(int held)
    {
        int at = _order.FindIndex(step => _locked[step] < 0 && _locks[step][_lockCount[step]] == held);
        if (at < 0)
        {
            return null;
        }

        int first = _order[at];
        _order.RemoveAt(at);
        _handed.Add((first, held));
        return first;
    }

    // Locks that were handed to a waiter which has not continued yet.
    private readonly HashSet<(int Step, int Lock)> _handed = [];

    private int HoldersOf(int held) =>
        _handed.Count(handed => handed.Lock == held)
        + Enumerable.Range(0, Count).Count(step => _ready[step] >= 0 && _ended[step] < 0 && _locks[step].Take(_lockCount[step]).Contains(held));

    private void TakeLocks(int step, int tick)
    {
        while (_lockCount[step] < _locks[step].Length)
        {
            int next = _locks[step][_lockCount[step]];
            if (!_handed.Remove((step, next)) && HoldersOf(next) >= _permits[next])
            {
                _order.Add(step);
                return;
            }

            _grantedAt[(step, _lockCount[step])] = tick;
            _lockCount[step]++;
        }

        _locked[step] = tick;
        GrantSlots(tick);
    }

    private void GrantSlots(int tick)
    {
        while (Enumerable.Range(0, Count).Cast<int?>().FirstOrDefault(i => _locked[i!.Value] >= 0 && _started[i.Value] < 0) is int step
            && (_limit == 0 || Enumerable.Range(0, Count).Count(i => _started[i] >= 0 && _ended[i] < 0) < _limit))
        {
            _started[step] = tick;
        }
    }
}
