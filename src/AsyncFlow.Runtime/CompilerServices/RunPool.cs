using System.Collections.Concurrent;
using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>Keeps ended runs of one flow for reuse. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunPool
{
    private protected RunPool(FlowPlan plan) => Plan = plan;

    /// <summary>The plan of the flow whose runs these are.</summary>
    public FlowPlan Plan { get; }

    internal abstract void Return(object run);
}

/// <summary>Keeps ended runs of one flow for reuse. Meant for generated code. Safe to use from any thread.</summary>
/// <typeparam name="TRun">The type of the runs.</typeparam>
/// <param name="plan">The plan of the flow whose runs these are.</param>
/// <param name="create">Makes a new run that belongs to the pool it is given.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RunPool<TRun>(FlowPlan plan, Func<RunPool<TRun>, TRun> create) : RunPool(plan) where TRun : class
{
    // More idle runs than this are left to the garbage collector.
    private const int Capacity = 256;

    // The run that was returned last, if nobody has taken it yet: the one slot that a flow run by one caller at a time needs.
    private TRun? _last;

    // The other idle runs. A run is in at most one of _last and _others, and only while nobody uses it.
    private readonly ConcurrentQueue<TRun> _others = new();

    /// <summary>Takes an idle run, or makes one.</summary>
    public TRun Rent() => Interlocked.Exchange(ref _last, null) ?? (_others.TryDequeue(out TRun? run) ? run : create(this));

    internal override void Return(object run)
    {
        TRun returned = (TRun)run;
        if (_last is null)
        {
            // Two at the same time may both get here; then one run is left to the garbage collector, and every return is faster.
            Volatile.Write(ref _last, returned);
        }
        else if (_others.Count < Capacity)
        {
            _others.Enqueue(returned);
        }
    }
}
