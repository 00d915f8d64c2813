using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AsyncFlow.Execution;

/// <summary>One execution of a flow. Generated code derives from it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FlowRun
{
    /// <summary>.</summary>
    protected FlowRun(RunPool pool) { _ = pool; }
    /// <summary>.</summary>
    public ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>.</summary>
    public ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>Starts a step; true if it has ended (its result is stored), false if it suspended.</summary>
    protected abstract bool Start(int step);
    /// <summary>Takes the result of a step that had suspended.</summary>
    protected abstract void Finish(int step);
    /// <summary>The lock that a step holds.</summary>
    protected virtual object? GetLock(int step, int index) => throw new ArgumentOutOfRangeException(nameof(step));
    /// <summary>Drops every reference to the flow and to results.</summary>
    protected abstract void Clear();
    /// <summary>.</summary>
    protected CancellationToken Token => throw new NotImplementedException();
    /// <summary>.</summary>
    protected StepContext Context(int step) => throw new NotImplementedException();
    /// <summary>.</summary>
    protected bool Suspend<TAwaiter>(int step, TAwaiter awaiter) where TAwaiter : ICriticalNotifyCompletion => throw new NotImplementedException();
    /// <summary>.</summary>
    protected bool SuspendFlowing<TAwaiter>(int step, TAwaiter awaiter) where TAwaiter : INotifyCompletion => throw new NotImplementedException();
    /// <summary>.</summary>
    protected TAwaitable NotNull<TAwaitable>(int step, TAwaitable? returned) where TAwaitable : class => throw new NotImplementedException();
}

/// <summary>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FlowRun<T> : FlowRun
{
    /// <summary>.</summary>
    protected FlowRun(RunPool pool, int outputStep) : base(pool) { _ = outputStep; }
    /// <summary>.</summary>
    protected abstract T Output { get; }
    /// <summary>.</summary>
    public new ValueTask<T> ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>.</summary>
    public new ValueTask<FlowReport<T>> RunAsync(FlowOptions? options, CancellationToken cancellationToken) => throw new NotImplementedException();
}
