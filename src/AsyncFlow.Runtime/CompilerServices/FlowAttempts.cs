using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// One call of a flow under the policies of its class: the state that goes through them, and the runs that they start. Meant for generated code.
/// </summary>
/// <typeparam name="TReport">The type of the report.</typeparam>
/// <typeparam name="TResult">The type of the output; <see cref="ValueTuple"/> for none.</typeparam>
/// <param name="plan">The flow's plan.</param>
/// <remarks>What awaits here returns to the context of the caller, in which the next run has to start.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
#pragma warning disable RS0022 // Intended: generated code derives from the classes below, and the members of the base class are for them.
public abstract class FlowAttempts<TReport, TResult>(FlowPlan plan) : PolicyAttempts
#pragma warning restore RS0022
    where TReport : FlowReport
{
    private FlowOptions? _options;
    private bool _wantsReport;

    // The report of the run that ended last, if one is wanted.
    private TReport? _last;

    private protected override string Subject => $"Flow '{plan.Name}'";

    /// <summary>Calls the flow and throws what its policies throw.</summary>
    /// <param name="options">How to run; null is the flow's own choice.</param>
    /// <param name="cancellationToken">Ends the call: no further run starts, and a running one is cancelled.</param>
    public async ValueTask<TResult> ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken)
    {
        _options = options;
        try
        {
            return await PoliciesAsync(cancellationToken);
        }
        catch (OperationCanceledException exception) when (IsCancellation(exception, cancellationToken))
        {
            throw CanceledBy(exception, cancellationToken);
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>As <see cref="ExecuteAsync"/>, for a caller that does not need the output.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    public async ValueTask ExecuteUntypedAsync(FlowOptions? options, CancellationToken cancellationToken) => await ExecuteAsync(options, cancellationToken);

    /// <summary>Calls the flow and reports what the last run did, and how the call ended.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    public async ValueTask<TReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken)
    {
        _options = options;
        _wantsReport = true;
        TResult result = default!;
        Exception? thrown = null;
        try
        {
            result = await PoliciesAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            thrown = exception is OperationCanceledException canceled && IsCancellation(canceled, cancellationToken)
                ? CanceledBy(canceled, cancellationToken)
                : exception;
        }

        await EndAsync();
        FlowStatus status = thrown is null ? FlowStatus.Succeeded
            : thrown is OperationCanceledException && cancellationToken.IsCancellationRequested ? FlowStatus.Canceled
            : FlowStatus.Failed;
        return Report(FlowReport.OfCall(plan, _last, Started, status, thrown), result);
    }

    /// <summary>As <see cref="RunAsync"/>, for a caller that does not need the output.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    public async ValueTask<FlowReport> RunUntypedAsync(FlowOptions? options, CancellationToken cancellationToken) => await RunAsync(options, cancellationToken);

    /// <summary>What a policy learns of the flow.</summary>
    /// <param name="token">The token of the call, or of an attempt.</param>
    public StepContext Context(CancellationToken token) =>
        new(plan.Name, plan.Name, runId: 0, _options?.TimeProvider ?? _options?.Host?.TimeProvider ?? FlowHost.Ambient.TimeProvider, token);

    /// <summary>Runs the flow once: what the innermost policy calls.</summary>
    /// <param name="token">The token of the attempt.</param>
    /// <exception cref="InvalidOperationException">The call has ended.</exception>
    public async ValueTask<TResult> AttemptAsync(CancellationToken token)
    {
        Enter();
        try
        {
            token.ThrowIfCancellationRequested();
            if (Start() > 1)
            {
                _options?.Enclosing?.DropFailures();
            }

            if (!_wantsReport)
            {
                return await ExecuteOnceAsync(_options, token);
            }

            TReport report = await RunOnceAsync(_options, token);

            // A hedging policy cancels the runs that it does not need any more.
            if (_last is not { Status: FlowStatus.Succeeded } || report.Status != FlowStatus.Canceled)
            {
                _last = report;
            }

            report.ThrowIfFailed();
            return ResultOf(report);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Calls the outermost policy.</summary>
    /// <param name="token">The caller's token.</param>
    protected abstract ValueTask<TResult> PoliciesAsync(CancellationToken token);

    /// <summary>Runs the flow once.</summary>
    private protected abstract ValueTask<TResult> ExecuteOnceAsync(FlowOptions? options, CancellationToken token);

    /// <summary>Runs the flow once and reports what happened.</summary>
    protected abstract ValueTask<TReport> RunOnceAsync(FlowOptions? options, CancellationToken token);

    /// <summary>The output of a run that succeeded.</summary>
    private protected abstract TResult ResultOf(TReport report);

    /// <summary>The report of the call, with its output.</summary>
    private protected abstract TReport Report(FlowReport report, TResult result);

    // A policy may have given its runs a token of its own. Callers expect theirs.
    private static bool IsCancellation(OperationCanceledException exception, CancellationToken token) =>
        token.IsCancellationRequested && exception.CancellationToken != token;

    private static OperationCanceledException CanceledBy(OperationCanceledException exception, CancellationToken token) => new(exception.Message, exception, token);
}

/// <summary>One call of a flow without an output under the policies of its class. Meant for generated code.</summary>
/// <param name="plan">The flow's plan.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FlowAttempts(FlowPlan plan) : FlowAttempts<FlowReport, ValueTuple>(plan)
{
    /// <summary>Runs the flow once.</summary>
    /// <param name="options">How to run; null is the flow's own choice.</param>
    /// <param name="token">The token of the run.</param>
    protected abstract ValueTask ExecuteRunAsync(FlowOptions? options, CancellationToken token);

    private protected sealed override async ValueTask<ValueTuple> ExecuteOnceAsync(FlowOptions? options, CancellationToken token)
    {
        await ExecuteRunAsync(options, token);
        return default;
    }

    private protected sealed override ValueTuple ResultOf(FlowReport report) => default;

    private protected sealed override FlowReport Report(FlowReport report, ValueTuple result) => report;
}

/// <summary>One call of a flow with an output under the policies of its class. Meant for generated code.</summary>
/// <typeparam name="T">The type of the output.</typeparam>
/// <param name="plan">The flow's plan.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FlowAttempts<T>(FlowPlan plan) : FlowAttempts<FlowReport<T>, T>(plan)
{
    /// <inheritdoc cref="FlowAttempts.ExecuteRunAsync"/>
    protected abstract ValueTask<T> ExecuteRunAsync(FlowOptions? options, CancellationToken token);

    private protected sealed override ValueTask<T> ExecuteOnceAsync(FlowOptions? options, CancellationToken token) => ExecuteRunAsync(options, token);

    private protected sealed override T ResultOf(FlowReport<T> report) => report.Output;

    private protected sealed override FlowReport<T> Report(FlowReport report, T result) => new(report, result);
}
