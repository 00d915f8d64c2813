using System.Collections.Concurrent;
using System.ComponentModel;
using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

/// <summary>Keeps ended runs of one flow for reuse. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunPool
{
    private protected RunPool(FlowPlan plan) => Plan = plan;

    /// <summary>The plan of the flow whose runs these are.</summary>
    public FlowPlan Plan { get; }

    /// <summary>
    /// Whether the flow was found to be shorter than the time for which its caller may be busy alone. Read and written without
    /// synchronization: a lost update was as good as the one that overwrote it.
    /// </summary>
    internal bool IsShort { get; private protected set; }

    /// <summary>Remembers whether the flow is short.</summary>
    internal abstract void Remember(bool isShort);

    internal abstract void Return(object run);
}

/// <summary>
/// Keeps ended runs of one flow for reuse. Meant for generated code. Thread-safe. At a full garbage collection the pool drops half of its
/// idle runs, except for the last one, and the flow is timed again.
/// </summary>
/// <typeparam name="TRun">The type of the runs.</typeparam>
/// <param name="plan">The plan of the flow whose runs these are.</param>
/// <param name="create">Makes a new run that belongs to the pool it is given.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RunPool<TRun>(FlowPlan plan, Func<RunPool<TRun>, TRun> create) : RunPool(plan), ITrimmable where TRun : class
{
    // The maximum number of idle runs, and of their steps in total. Further runs are left to the garbage collector. A step takes about 150 bytes.
    private const int MostRuns = 256;
    private const int MostSteps = 65_536;

    private readonly int _capacity = Math.Clamp(MostSteps / Math.Max(plan.Layout.Count, 1), 1, MostRuns);

    // The run that was returned last, if it has not been taken yet: the one slot that a flow run by one caller at a time needs.
    private TRun? _last;

    // The other idle runs. A run is in at most one of _last and _others, and only while it is idle.
    private readonly ConcurrentQueue<TRun> _others = new();

    // 1 when full garbage collections trim the pool.
    private int _isTrimmed;

    /// <summary>Takes an idle run, or makes one.</summary>
    public TRun Rent() => Interlocked.Exchange(ref _last, null) ?? (_others.TryDequeue(out TRun? run) ? run : create(this));

    internal override void Return(object run)
    {
        TRun returned = (TRun)run;
        if (_last is null)
        {
            // Two threads may both get here; then one run is left to the garbage collector. That makes every return faster.
            Volatile.Write(ref _last, returned);
        }
        else if (_others.Count < _capacity)
        {
            _others.Enqueue(returned);
            Watch();
        }
    }

    internal override void Remember(bool isShort)
    {
        IsShort = isShort;
        Watch();
    }

    private void Watch()
    {
        if (_isTrimmed == 0 && Interlocked.Exchange(ref _isTrimmed, 1) == 0)
        {
            PoolTrimmer.Watch(this);
        }
    }

    void ITrimmable.Trim()
    {
        IsShort = false;
        for (int excess = (_others.Count + 1) / 2; excess > 0 && _others.TryDequeue(out _); excess--)
        {
        }
    }
}
