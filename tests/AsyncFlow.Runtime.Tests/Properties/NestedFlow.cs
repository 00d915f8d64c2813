using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// A random tree of flows: functions, flows as steps, steps for each element, conditions, locks and limits
/// mixed. One caller at a time runs a tree. It records violations.
/// </summary>
internal sealed class NestedFlow
{
    private readonly Random _random;
    private readonly Driver _driver;
    private readonly double _failing;
    private int _running;
    private int _limit;

    // For each depth of the tree.
    private readonly CountedLock[][] _locks;

    public NestedFlow(Random random, Driver driver)
    {
        _random = random;
        _driver = driver;
        _failing = random.Next(2) * random.NextDouble() * 0.1;
        _locks = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 2).Select(_ => new CountedLock(random)).ToArray())];
        TakesLocksInAnyOrder = random.Next(2) == 0;
        Flow = Make(depth: 0, "");
    }

    public ScriptedFlow Flow { get; }

    /// <summary>
    /// Whether steps may use locks of any depth, so that they might wait for each other. Otherwise inner and outer steps use different locks.
    /// </summary>
    public bool TakesLocksInAnyOrder { get; }

    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>The exceptions of functions, except cancellations.</summary>
    public ConcurrentQueue<Exception> Thrown { get; } = [];

    public IEnumerable<CountedLock> Locks => _locks.SelectMany(static locks => locks);

    public int Running => Volatile.Read(ref _running);

    public void Prepare(int limit)
    {
        _limit = limit;
        Thrown.Clear();
    }

    private ScriptedFlow Make(int depth, string prefix)
    {
        int limit = depth > 0 && _random.Next(3) == 0 ? _random.Next(1, 4) : 0;
        Step[] steps = [.. Enumerable.Range(0, _random.Next(1, 8)).Select(number => MakeStep(number))];

        return new ScriptedFlow($"flow{prefix}", steps, limit, (FailureMode)_random.Next(2));

        Step MakeStep(int number)
        {
            string name = $"s{prefix}{number}";
            int kind = _random.Next(8);
            CountedLock[] locks = _random.Next(3) > 0 ? [] : [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => _locks[TakesLocksInAnyOrder ? _random.Next(4) : depth][_random.Next(2)]).Distinct()];
            Step step = kind switch
            {
                0 or 1 when depth < 3 => Step.Flow(name, Make(depth + 1, $"{prefix}{number}_")),
                2 => EachOf(name, locks),
                _ => Leaf(name, locks),
            };
            step = step.Holding([.. locks.Select(static counted => counted.Object)])
                .After([.. Enumerable.Range(0, number).Where(_ => _random.Next(4) == 0).Select(upstream => $"s{prefix}{upstream}")]);
            int wanted = _random.Next(4) == 0 ? _random.Next(2) : 2;
            return wanted == 2 ? step : step.When(_ => wanted == 1);
        }
    }

    private Step EachOf(string name, CountedLock[] locks)
    {
        int count = _random.Next(3) == 0 ? _random.Next(60) : _random.Next(5);
        int limit = _random.Next(2) * _random.Next(1, 4);
        int[] here = [0];
        int act = _random.Next(4);
        bool fails = _random.NextDouble() < _failing;
        Delegate body = act == 0
            ? (Action<ElementCall>)(call =>
            {
                CheckLimit(Interlocked.Increment(ref here[0]));
                Call(name, locks, fails && call.Index % 3 == 0, () => Interlocked.Decrement(ref here[0]));
            })
            : (Func<ElementCall, Task?>)(call =>
            {
                CheckLimit(Interlocked.Increment(ref here[0]));
                return CallAsync(name, locks, act, fails && call.Index % 3 == 0, () => Interlocked.Decrement(ref here[0]), call.Token);
            });
        return Step.ForEach(name, _ => Enumerable.Range(0, count).Select(static item => (long)item), body, limit);

        void CheckLimit(int now) => Check(limit == 0 || now <= limit, $"{name}: {now} elements of at most {limit}");
    }

    private Step Leaf(string name, CountedLock[] locks)
    {
        int act = _random.Next(4);
        bool fails = _random.NextDouble() < _failing;
        return act == 0
            ? Step.Sync(name, _ => Call(name, locks, fails, static () => { }))
            : Step.Task(name, call => CallAsync(name, locks, act, fails, static () => { }, call.Token));
    }

    private void Call(string name, CountedLock[] locks, bool fails, Action leave)
    {
        Enter(name, locks);
        Leave(locks, leave);
        if (fails)
        {
            throw Failure(name);
        }
    }

    private async Task CallAsync(string name, CountedLock[] locks, int act, bool fails, Action leave, CancellationToken token)
    {
        Enter(name, locks);
        try
        {
            switch (act)
            {
                case 1:
                    await Task.Yield();
                    break;
                case 2:
                    TaskCompletionSource gate = new();
                    _driver.Add(() => gate.TrySetResult());
                    await gate.Task.WaitAsync(token).ConfigureAwait(false);
                    break;
            }
        }
        finally
        {
            Leave(locks, leave);
        }

        if (fails)
        {
            throw Failure(name);
        }
    }

    private StepFailure Failure(string name)
    {
        StepFailure failure = new(name);
        Thrown.Enqueue(failure);
        return failure;
    }

    private void Enter(string name, CountedLock[] locks)
    {
        int now = Interlocked.Increment(ref _running);
        Check(_limit == 0 || now <= _limit, $"{name} is number {now} of at most {_limit}");
        foreach (CountedLock held in locks)
        {
            Check(held.Enter(), $"{name} holds {held} together with another");
        }
    }

    private void Leave(CountedLock[] locks, Action leave)
    {
        foreach (CountedLock held in locks)
        {
            held.Leave();
        }

        leave();
        Interlocked.Decrement(ref _running);
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
        {
            Violations.Enqueue(what);
        }
    }
}
