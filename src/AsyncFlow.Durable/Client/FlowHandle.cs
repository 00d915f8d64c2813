using AsyncFlow.Durable.Engine;

namespace AsyncFlow.Durable;

/// <summary>A durable run. Holds no resource; any number of handles may stand for one run. Safe to use from any thread.</summary>
public class FlowHandle
{
    internal FlowHandle(IFlowEngine engine, string id, string flow) => (Engine, Id, Flow) = (engine, id, flow);

    /// <summary>The id that the run was started with.</summary>
    public string Id { get; }

    /// <summary>The name of the flow.</summary>
    public string Flow { get; }

    private protected IFlowEngine Engine { get; }

    /// <summary>Waits until the run has ended.</summary>
    /// <param name="cancellationToken">Ends the wait. The run goes on.</param>
    /// <exception cref="FlowStepException">A step failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, or the wait.</exception>
    public async ValueTask ResultAsync(CancellationToken cancellationToken = default) => await EndAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>What is stored of the run now.</summary>
    /// <param name="cancellationToken">Cancels the query.</param>
    public ValueTask<FlowRunInfo> InfoAsync(CancellationToken cancellationToken = default) => Engine.InfoAsync(Id, cancellationToken);

    /// <summary>What is stored of the steps now, in declaration order.</summary>
    /// <param name="cancellationToken">Cancels the query.</param>
    public ValueTask<IReadOnlyList<FlowStepInfo>> StepsAsync(CancellationToken cancellationToken = default) => Engine.StepsAsync(Id, cancellationToken);

    /// <summary>
    /// Cancels the run. The intent is stored when the call returns: no further step starts, also after a restart, and running steps see their token. Has
    /// no effect on a run that has ended.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call, which may have taken effect then.</param>
    public ValueTask CancelAsync(CancellationToken cancellationToken = default) => Engine.CancelAsync(Id, cancellationToken);

    /// <summary>
    /// Goes on with a run that has failed or was cancelled: steps that have succeeded keep their results, and the others run. Has no effect on a run that
    /// is running.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call, which may have taken effect then.</param>
    /// <exception cref="InvalidOperationException">The run has succeeded, or was started by a version of the flow that this process does not have.</exception>
    public ValueTask RetryAsync(CancellationToken cancellationToken = default) => Engine.RetryAsync(Id, cancellationToken);

    private protected async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        FlowRunInfo end = await Engine.WaitAsync(Id, cancellationToken).ConfigureAwait(false);
        if (end.Status == FlowRunStatus.Failed)
        {
            throw new FlowStepException(end.Failure!);
        }

        if (end.Status == FlowRunStatus.Canceled)
        {
            throw new OperationCanceledException($"The run '{Id}' of '{Flow}' was cancelled.");
        }
    }
}
