using AsyncFlow.CompilerServices;

namespace AsyncFlow.Verification.Tests.Engine;

/// <summary>What a step of an <see cref="ExploredFlow"/> does.</summary>
internal enum Act
{
    /// <summary>It is synchronous, so a worker runs it.</summary>
    Sync,

    /// <summary>It completes at once.</summary>
    Completed,

    /// <summary>It waits for a task, which another thread completes.</summary>
    Waits,

    /// <summary>It throws at once.</summary>
    Throws,

    /// <summary>It throws when the task that it waited for has completed.</summary>
    ThrowsLater,
}

/// <summary>
/// A small flow. Each run has a number; every step adds the results of its upstreams and that number, so a result of another run, or of an earlier
/// use of the same pooled run, is seen.
/// </summary>
internal sealed class ExploredFlow
{
    private readonly Act[] _acts;
    private readonly int[][] _upstream;
    private readonly object[] _locks;
    private readonly RunPool<Execution> _pool;

    public ExploredFlow(object[] locks, params (Act Act, int[] Upstream)[] steps)
    {
        _locks = locks;
        _acts = [.. steps.Select(static step => step.Act)];
        _upstream = [.. steps.Select(static step => step.Upstream)];
        long[] weights = new long[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            weights[i] = 1 + _upstream[i].Sum(upstream => weights[upstream]);
        }

        Weight = weights[^1];
        string[] lockNames = [.. locks.Select(static (_, index) => $"_lock{index}")];
        FlowPlan plan = new("Explored", [.. steps.Select((step, i) => new StepDescriptor($"s{i}", step.Act != Act.Sync) { Upstream = step.Upstream, Locks = lockNames })]);
        _pool = new(plan, pool => new Execution(pool, this));
    }

    public ExploredFlow(params (Act Act, int[] Upstream)[] steps)
        : this([], steps)
    {
    }

    /// <summary>The output of a run is its number times this.</summary>
    public long Weight { get; }

    public ValueTask<long> ExecuteAsync(long number, FlowOptions? options = null, CancellationToken cancellationToken = default)
    {
        Execution run = _pool.Rent();
        run.Number = number;
        return run.ExecuteAsync(options, cancellationToken);
    }

    /// <summary>Executes the first steps, which complete, in a straight line, and leaves it at the first that waits.</summary>
    public ValueTask<long> ExecuteInLineAsync(long number)
    {
        Execution run = _pool.Rent();
        run.Number = number;
        return run.ExecuteInLineAsync();
    }

    private sealed class Execution(RunPool<Execution> pool, ExploredFlow flow) : FlowRun<long>(pool, flow._acts.Length - 1)
    {
        private readonly ManualTask[] _tasks = [.. flow._acts.Select(static act => new ManualTask { Failure = act == Act.ThrowsLater ? new StepFailure() : null })];
        private readonly long[] _results = new long[flow._acts.Length];
        private readonly int[] _ran = new int[flow._acts.Length];

        public long Number { get; set; }

        protected override long Output => _ran.AsSpan().ContainsAnyExcept(1)
            ? throw new InvalidOperationException($"Steps ran {string.Join(", ", _ran)} times.")
            : _results[^1];

        public ValueTask<long> ExecuteInLineAsync()
        {
            int ended = 0;
            for (; flow._acts[ended] == Act.Completed; ended++)
            {
                Store(ended);
            }

            Continue(ended, LineStop.OnTask, _tasks[ended].Begin(), exception: null, source: null, callerToken: default);
            return ResultAsync();
        }

        protected internal override bool Start(int step)
        {
            switch (flow._acts[step])
            {
                case Act.Waits or Act.ThrowsLater:
                    return Await(step, _tasks[step].Begin());
                case Act.Throws:
                    throw new StepFailure();
                default:
                    Store(step);
                    return true;
            }
        }

        protected internal override void Finish(int step)
        {
            base.Finish(step);
            if (!_tasks[step].IsTaken)
            {
                throw new InvalidOperationException($"Step {step} has lost the task that it waited for.");
            }

            Store(step);
        }

        protected internal override object? GetLock(int step, int index) => flow._locks[index];

        protected internal override void Clear()
        {
            Array.Clear(_results);
            Array.Clear(_ran);
            Number = long.MinValue;
        }

        private void Store(int step)
        {
            _ran[step]++;
            long sum = Number;
            foreach (int upstream in flow._upstream[step])
            {
                sum += _results[upstream];
            }

            _results[step] = sum;
        }
    }
}
