namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// A random built flow with steps of every kind: functions, lists, conditions and inner flows. The result of each step is
/// computed beforehand, sequentially.
/// </summary>
internal sealed class MixedFlow
{
    private readonly Random _random;
    private readonly List<Made> _steps = [];
    private readonly object[] _locks;
    private int _calls;

    public MixedFlow(Random random, int size, object[] locks, int depth = 0)
    {
        _random = random;
        _locks = locks;
        FlowBuilder b = new("mixed") { MaxConcurrency = random.Next(4) == 0 ? random.Next(1, 5) : 0 };
        for (int i = 0; i < size; i++)
        {
            _steps.Add(Make(b, i, depth));
        }

        Made last = _steps[^1];
        Output = last.Expected ?? Fallback;
        Flow = b.Build(last.Handle.WithFallback(Fallback));
        ExpectedCalls = _steps.Sum(static step => step.Calls);
    }

    private const long Fallback = -7;

    public Flow<long> Flow { get; }

    public long Output { get; }

    /// <summary>The expected number of calls of functions in a run.</summary>
    public int ExpectedCalls { get; }

    /// <summary>The actual number of calls.</summary>
    public int Calls => Volatile.Read(ref _calls) + _steps.Sum(static step => step.Inner?.Calls ?? 0);

    private Made Make(FlowBuilder b, int index, int depth)
    {
        string name = $"s{index}";
        int wanted = index == 0 ? 0 : _random.Next(4);
        Made[] upstream = [.. Enumerable.Range(0, wanted).Select(_ => _steps[_random.Next(Math.Max(0, index - 40), index)])];
        StepHandle<long>[] inputs = [.. upstream.Select(static step => step.Handle.WithFallback(Fallback))];
        long sum = upstream.Sum(static step => step.Expected ?? Fallback) + index;
        Made? decider = index > 0 && _random.Next(6) == 0 ? _steps[_random.Next(Math.Max(0, index - 40), index)] : null;
        bool runs = true;
        StepHandle<bool>? answer = null;
        bool expected = true;
        Func<bool>? when = null;
        if (decider is not null)
        {
            expected = _random.Next(2) == 0;
            runs = (decider.Expected ?? Fallback) % 2 == 0 == expected;
            answer = b.Step($"{name} asks", decider.Handle.WithFallback(Fallback), static (number, _) => number % 2 == 0);
        }
        else if (_random.Next(6) == 0)
        {
            bool always = runs = _random.Next(2) == 0;
            when = () => always;
        }

        object[] locks = _random.Next(5) == 0 ? [_locks[_random.Next(_locks.Length)]] : [];
        switch (_random.Next(6))
        {
            case 0:
                StepHandle<long> function = Configure(b.Step(name, inputs, (list, _) => Called(list.Sum() + index)));
                return new(function, runs ? sum : null, runs ? 1 : 0);
            case 1:
                StepHandle<long> task = Configure(b.Step(name, inputs, async (list, _) =>
                {
                    await Task.Yield();
                    return Called(list.Sum() + index);
                }));
                return new(task, runs ? sum : null, runs ? 1 : 0);
            case 2:
                int count = (int)(Math.Abs(sum) % 20);
                StepHandle<int[]> items = b.Step($"{name} items", inputs, (list, _) => Enumerable.Range(0, (int)(Math.Abs(list.Sum() + index) % 20)).ToArray());
                bool yields = _random.Next(2) == 0;
                StepHandle<IReadOnlyList<long>> each = Configure(b.ForEach(items, async (item, _) =>
                {
                    if (yields)
                    {
                        await Task.Yield();
                    }

                    return Called(item);
                }, maxConcurrency: _random.Next(4), name: $"{name} each"));
                StepHandle<long> total = b.StepValueTask(name, each.WithFallback([Fallback]), static (list, _) => new ValueTask<long>(list.Select(static (item, i) => item * (i + 1)).Sum()));
                return new(total, runs ? Enumerable.Range(0, count).Sum(static i => (long)i * (i + 1)) : Fallback, runs ? count : 0);
            case 3 when depth < 2:
                MixedFlow inner = new(_random, _random.Next(1, 6), _locks, depth + 1);
                StepHandle<long> flow = Configure(b.SubFlow(name, inner.Flow), holdsLocks: false).After(inputs);
                return new(flow, runs ? inner.Output : null, runs ? inner.ExpectedCalls : 0) { Inner = inner };
            default:
                StepHandle<long> value = Configure(b.StepValueTask(name, inputs, (list, _) => new ValueTask<long>(Called(list.Sum() + index))));
                return new(value, runs ? sum : null, runs ? 1 : 0);
        }

        THandle Configure<THandle>(THandle handle, bool holdsLocks = true) where THandle : StepHandle
        {
            foreach (object held in holdsLocks ? locks : [])
            {
                BuiltScript.Lock(handle, held);
            }

            return answer is not null ? handle.When(answer, expected) : when is not null ? handle.When(when) : handle;
        }
    }

    private long Called(long result)
    {
        Interlocked.Increment(ref _calls);
        return result;
    }

    /// <param name="Handle">The step.</param>
    /// <param name="Expected">Its result; null if it is skipped.</param>
    /// <param name="Calls">The number of function calls that it causes.</param>
    private sealed record Made(StepHandle<long> Handle, long? Expected, int Calls)
    {
        public MixedFlow? Inner { get; init; }
    }
}
