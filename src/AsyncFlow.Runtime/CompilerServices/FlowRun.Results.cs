using System.Threading.Tasks.Sources;

namespace AsyncFlow.CompilerServices;

// What the caller gets.
public abstract partial class FlowRun : IValueTaskSource, IValueTaskSource<FlowReport>
{
    private ManualResetValueTaskSourceCore<bool> _completion;

    // The completion's version whose result was taken last. An awaiter of the past only ever writes its own version again.
    private int _takenVersion = -1;

    private bool _wantsReport;

    private protected short Version => _completion.Version;

    private protected FlowReport? EndReport => _report;

    /// <summary>Runs the flow and throws when a step fails.</summary>
    /// <param name="options">How to run; null is the flow's own choice.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    public ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken)
    {
        if (!EndsAtOnce(options, wantsReport: false, cancellationToken))
        {
            return new ValueTask(this, _completion.Version);
        }

        Recycle();
        return default;
    }

    /// <summary>Runs the flow and reports every step's outcome.</summary>
    /// <param name="options">How to run; null is the flow's own choice.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    public ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken)
    {
        if (!EndsAtOnce(options, wantsReport: true, cancellationToken))
        {
            return new ValueTask<FlowReport>(this, _completion.Version);
        }

        FlowReport report = _report!;
        Recycle();
        return new ValueTask<FlowReport>(report);
    }

    /// <summary>Begins the run; true if it has ended and its result is to be taken directly, not from the completion source.</summary>
    private protected bool EndsAtOnce(FlowOptions? options, bool wantsReport, CancellationToken cancellationToken)
    {
        _wantsReport = wantsReport;
        if (!Begin(options, wantsReport, cancellationToken))
        {
            return false;
        }

        if (wantsReport || _exception is null)
        {
            if (TellsHost(_host))
            {
                _host.RunEnded();
            }

            return true;
        }

        // Through the source, so that the awaiter throws the very exception and a cancelled run is a cancelled task.
        Complete();
        return false;
    }

    void IValueTaskSource.GetResult(short token)
    {
        Take(token);
        ReleaseReference();
    }

    FlowReport IValueTaskSource<FlowReport>.GetResult(short token)
    {
        Take(token);
        FlowReport report = _report!;
        ReleaseReference();
        return report;
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<FlowReport>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<FlowReport>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    /// <summary>Throws what the run throws; otherwise the result may be read until the reference is released.</summary>
    /// <exception cref="InvalidOperationException">The result has been taken before, or the run has not ended.</exception>
    private protected void Take(short token)
    {
        _completion.GetResult(token);
        if (Interlocked.Exchange(ref _takenVersion, token) == token)
        {
            throw new InvalidOperationException($"The ValueTask of this run of flow '{_pool.Plan.Name}' has been awaited already. Await it once, or call AsTask() and await that.");
        }
    }
}
