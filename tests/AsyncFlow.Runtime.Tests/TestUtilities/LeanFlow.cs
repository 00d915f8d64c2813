using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

public enum Lean : byte
{
    Sync,
    Completed,
    Yields,

    /// <summary>Continues on the pool like <see cref="Yields"/>, without allocating.</summary>
    Hops,
    Fails,
}

/// <summary>
/// A flow with very little overhead of its own. Each run has a number. Every step adds the results of its upstreams and that
/// number, so a result of another run, or of an earlier use of the same pooled run, is detected.
/// </summary>
internal sealed class LeanFlow
{
    private readonly Lean[] _kinds;
    private readonly int[][] _upstream;
    private readonly object[] _locks;
    private readonly RunPool<Execution> _pool;

    /// <param name="locks">Locks that every step holds.</param>
    /// <param name="steps">What each step does, and its upstreams.</param>
    public LeanFlow(object[] locks, params (Lean Kind, int[] Upstream)[] steps)
    {
        _locks = locks;
        _kinds = [.. steps.Select(static step => step.Kind)];
        _upstream = [.. steps.Select(static step => step.Upstream)];
        long[] weights = new long[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            weights[i] = 1 + _upstream[i].Sum(upstream => weights[upstream]);
        }

        Weight = weights[^1];
        string[] lockNames = [.. locks.Select(static (_, index) => $"_lock{index}")];
        FlowPlan plan = new("Lean", [.. steps.Select((step, i) => new StepDescriptor($"s{i}", step.Kind != Lean.Sync) { Upstream = step.Upstream, Locks = lockNames })]);
        _pool = new(plan, pool => new Execution(pool, this));
    }

    public LeanFlow(params (Lean Kind, int[] Upstream)[] steps)
        : this([], steps)
    {
    }

    /// <summary>The output of a run is its number times this.</summary>
    public long Weight { get; }

    /// <summary>The graph of figure 1.</summary>
    public static LeanFlow FigureOne(Lean kind, params object[] locks) => new(
        locks,
        (kind, []),
        (kind, []),
        (kind, [1]),
        (kind, [0, 1]),
        (kind, [2]),
        (kind, [2, 3]),
        (kind, [3]),
        (kind, [4, 5, 6]));

    public static LeanFlow Chain(int length, Func<int, Lean> kind, params object[] locks) =>
        new(locks, [.. Enumerable.Range(0, length).Select(i => (kind(i), i == 0 ? Array.Empty<int>() : [i - 1]))]);

    /// <summary>One step, then many concurrent steps, then one.</summary>
    public static LeanFlow Fan(int width, Lean kind, params object[] locks)
    {
        int[] opening = [0];
        return new(locks, [(Lean.Completed, []), .. Enumerable.Repeat((kind, opening), width), (Lean.Completed, [.. Enumerable.Range(1, width)])]);
    }

    public ValueTask<long> ExecuteAsync(long number, FlowOptions? options = null, CancellationToken cancellationToken = default)
    {
        Execution run = _pool.Rent();
        run.Number = number;
        return run.ExecuteAsync(options, cancellationToken);
    }

    private sealed class Execution(RunPool<Execution> pool, LeanFlow flow) : FlowRun<long>(pool, flow._kinds.Length - 1)
    {
        private readonly PoolHop?[] _hops = [.. flow._kinds.Select(static kind => kind == Lean.Hops ? new PoolHop() : null)];
        private readonly long[] _results = new long[flow._kinds.Length];
        private readonly int[] _ran = new int[flow._kinds.Length];

        public long Number { get; set; }

        protected override long Output => _ran.AsSpan().ContainsAnyExcept(1)
            ? throw new InvalidOperationException($"Steps ran {string.Join(", ", _ran)} times.")
            : _results[^1];

        protected internal override bool Start(int step)
        {
            switch (flow._kinds[step])
            {
                case Lean.Yields:
                    return Suspend(step, default(YieldAwaitable.YieldAwaiter));
                case Lean.Hops:
                    return Suspend(step, _hops[step]!);
                case Lean.Fails:
                    throw new StepFailure($"s{step}");
                default:
                    Finish(step);
                    return true;
            }
        }

        protected internal override void Finish(int step)
        {
            _ran[step]++;
            long sum = Number;
            foreach (int upstream in flow._upstream[step])
            {
                sum += _results[upstream];
            }

            _results[step] = sum;
        }

        protected internal override object? GetLock(int step, int index) => flow._locks[index];

        protected internal override void Clear()
        {
            Array.Clear(_results);
            Array.Clear(_ran);
            Number = long.MinValue;
        }
    }

    private sealed class PoolHop : ICriticalNotifyCompletion, IThreadPoolWorkItem
    {
        private Action? _continuation;

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            _continuation = continuation;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute()
        {
            Action continuation = _continuation!;
            _continuation = null;
            continuation();
        }
    }
}
