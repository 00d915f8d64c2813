using AsyncFlow.Hosting.Configuration;
using AsyncFlow.Hosting.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Lifetime;

/// <summary>
/// A flow that the host runs: before all services start, or after all have stopped. It has a scope of its own, which lives until it has ended.
/// </summary>
internal abstract class HostedFlow : IHostedLifecycleService
{
    private readonly IServiceProvider _services;

    // Written by the host, which starts and stops a service once and in this order; read by health checks.
    private volatile HostedFlowState _state;
    private volatile Exception? _failure;

    // Hosts of before .NET 8 do not call StartingAsync and StoppedAsync.
    private bool _knowsLifecycle;

    protected HostedFlow(IServiceProvider services, FlowPlan plan, string purpose)
    {
        _services = services;
        Plan = plan;
        Purpose = purpose;
        Configured = services.GetRequiredService<ConfiguredOptions>();
        Logger = Configured.LoggerOf(plan);
        Progress = new StepProgress(plan);
    }

    /// <summary>The plan of the flow.</summary>
    public FlowPlan Plan { get; }

    /// <summary>What the flow is for, as the beginning of messages.</summary>
    public string Purpose { get; }

    /// <summary>How far the flow is.</summary>
    public HostedFlowState State { get => _state; protected set => _state = value; }

    /// <summary>What ended the start; null if it has not failed.</summary>
    public Exception? Failure { get => _failure; protected set => _failure = value; }

    /// <summary>Which steps are running.</summary>
    public StepProgress Progress { get; protected set; }

    /// <summary>Whether the application is ready before the flow has run.</summary>
    public virtual bool IsReadyBefore => false;

    private ConfiguredOptions Configured { get; }

    protected ILogger Logger { get; }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _knowsLifecycle = true;
        return OnStartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _knowsLifecycle ? Task.CompletedTask : OnStartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _knowsLifecycle ? Task.CompletedTask : OnStopAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => OnStopAsync(cancellationToken);

    /// <summary>The host starts.</summary>
    protected virtual Task OnStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>All services of the host have stopped.</summary>
    protected virtual Task OnStopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs a flow, and fails if it does not succeed.</summary>
    /// <param name="run">Runs the flow.</param>
    /// <param name="cancellationToken">The token of the host's start.</param>
    protected async Task RunStartAsync(Func<Task<FlowReport>> run, CancellationToken cancellationToken)
    {
        State = HostedFlowState.Starting;
        Logger.Starting(Purpose, Plan.Name);
        try
        {
            FlowReport report = await run().ConfigureAwait(false);
            ThrowIfFailed(report, Purpose, report.Failures);
            report.ThrowIfFailed();
            State = HostedFlowState.Started;
            Logger.Completed(Purpose, Plan.Name, report.Duration.TotalMilliseconds);
        }
        catch (Exception exception)
        {
            Failure = exception;
            State = HostedFlowState.Failed;
            if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                Logger.StartCanceled(Purpose, Plan.Name);
            }
            else
            {
                Logger.StartFailed(exception, Purpose, Plan.Name, (exception as HostedFlowException)?.StepName);
            }

            throw;
        }
    }

    /// <summary>Runs a flow that ends with the host, and fails if it fails. One that is late has been logged.</summary>
    /// <param name="purpose">What the flow is for.</param>
    /// <param name="run">Runs the flow; returns null if it is late.</param>
    protected async Task RunStopAsync(string purpose, Func<Task<FlowReport?>> run)
    {
        State = HostedFlowState.Stopping;
        try
        {
            if (await run().ConfigureAwait(false) is { Status: not FlowStatus.Canceled } report)
            {
                // Also those that did not fail the run, since methods that stop steps take each other's outcomes.
                ThrowIfFailed(report, purpose, [.. report.Steps.Select(static step => step.Exception).OfType<Exception>()]);
                Logger.Completed(purpose, Plan.Name, report.Duration.TotalMilliseconds);
            }
        }
        catch (Exception exception)
        {
            Logger.StopFailed(exception, purpose, Plan.Name, (exception as HostedFlowException)?.StepName);
            throw;
        }
        finally
        {
            State = HostedFlowState.Stopped;
        }
    }

    /// <summary>Creates the flow in a scope of its own.</summary>
    protected async Task<(TFlow Flow, AsyncServiceScope Scope)> CreateAsync<TFlow>() where TFlow : class, IFlowFactory<TFlow>
    {
        AsyncServiceScope scope = _services.CreateAsyncScope();
        try
        {
            return (TFlow.Create(new FlowServices(scope.ServiceProvider, Plan, key: null, options: null)), scope);
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The options of a run of the flow.</summary>
    protected FlowOptions Options()
    {
        FlowOptions configured = Configured.OptionsOf(Plan) ?? new();
        return configured with { Observer = FlowObserver.Combine(configured.Observer, Progress) };
    }

    /// <summary>
    /// Runs a flow for no longer than the host has time to stop. Steps that are late are logged and cancelled, and the host does not wait for them.
    /// </summary>
    /// <param name="run">Runs the flow with a token, which cancels late steps.</param>
    /// <param name="scope">The scope of the flow, which ends with the run.</param>
    /// <param name="timeout">Cancelled when the time is over.</param>
    /// <returns>What happened; null for a run that is late.</returns>
    protected async Task<FlowReport?> RunInTimeAsync(Func<CancellationToken, ValueTask<FlowReport>> run, AsyncServiceScope scope, CancellationToken timeout)
    {
        // Late steps are noted before any of them, or the host, can react to the cancellation. So they have a token of their own.
        CancellationTokenSource late = new();
        using CancellationTokenRegistration registration = timeout.UnsafeRegister(_ => Cancel(late), null);
        Task<FlowReport> running = EndScopeAsync(run, scope, late.Token);
        await ((Task)running).WaitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return running.IsCompleted ? await running.ConfigureAwait(false) : null;
    }

    private void ThrowIfFailed(FlowReport report, string purpose, IReadOnlyList<Exception> failures)
    {
        if (failures.Count > 0)
        {
            throw new HostedFlowException(purpose, Plan.Name, report, failures);
        }
    }

    private void Cancel(CancellationTokenSource late)
    {
        string running = Progress.Ended < Progress.Total ? Progress.Running : "the disposal of its services";
        Logger.Late(Plan.Name, running, Progress.Waiting);
        late.Cancel();
    }

    private static async Task<FlowReport> EndScopeAsync(Func<CancellationToken, ValueTask<FlowReport>> run, AsyncServiceScope scope, CancellationToken cancellationToken)
    {
        await using (scope.ConfigureAwait(false))
        {
            return await run(cancellationToken).ConfigureAwait(false);
        }
    }
}
