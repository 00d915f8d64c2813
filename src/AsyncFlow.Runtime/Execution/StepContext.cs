using AsyncFlow.Execution;

namespace AsyncFlow;

/// <summary>Describes the current step and its run. A step takes it as a parameter. Valid while the step runs.</summary>
public readonly struct StepContext
{
    private static readonly string s_process = Guid.NewGuid().ToString("N");

    // The name of the flow, or a DurableIdentity: a field of its own would make every context larger.
    private readonly object _flow;

    internal StepContext(DurableIdentity identity, string stepName, TimeProvider timeProvider, CancellationToken cancellationToken)
        : this((object)identity, stepName, 0, timeProvider, cancellationToken)
    {
    }

    internal StepContext(string flowName, string stepName, long runId, TimeProvider timeProvider, CancellationToken cancellationToken)
        : this((object)flowName, stepName, runId, timeProvider, cancellationToken)
    {
    }

    private StepContext(object flow, string stepName, long runId, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _flow = flow;
        StepName = stepName;
        RunId = runId;
        TimeProvider = timeProvider;
        CancellationToken = cancellationToken;
    }

    /// <summary>The flow's name.</summary>
    public string FlowName => _flow is DurableIdentity identity ? identity.FlowName : (string)_flow;

    /// <summary>The step's name.</summary>
    public string StepName { get; }

    /// <summary>The number of the run, unique in this process; 0 in a durable run, which has an id instead.</summary>
    public long RunId { get; }

    /// <summary>
    /// The same for every attempt of this step in this run, and different for every other step, element or run. Pass it to services that recognise a
    /// repeated call. In a durable run it is the run's id and the step, <c>nightly-2026-11-24/Bill/17</c>, also after the process was
    /// replaced; in any other run it is valid only as long as the process lives.
    /// </summary>
    public string IdempotencyKey => _flow is DurableIdentity identity ? identity.IdempotencyKey : $"{s_process}/{RunId}/{StepName}";

    /// <summary>
    /// The fencing token of the lock of the cluster that the step of a durable run holds; of the first one that it names, if it names several. It is larger than that of
    /// every earlier holder. Send it along with what the lock protects: whatever is written to can then refuse a holder that has lost the lock without
    /// noticing, whose token is smaller than one that it has seen. 0 for a step without such a lock, and in a run without storage.
    /// </summary>
    public long FencingToken => _flow is DurableIdentity { Fences: [(_, long token), ..] } ? token : 0;

    /// <summary>
    /// Cancelled when the caller cancels the run, and in <see cref="FailureMode.Cancel"/> when a step fails; under a policy also when the policy cancels
    /// the attempt.
    /// </summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The run's clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>The fencing token of one of several locks; see <see cref="FencingToken"/>.</summary>
    /// <param name="name">The name of the lock, without its permits.</param>
    /// <returns>The token; 0 in a run without storage.</returns>
    /// <exception cref="ArgumentException">The step does not hold a lock of the cluster with that name.</exception>
    public long FencingTokenOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_flow is not DurableIdentity identity)
        {
            return 0;
        }

        foreach ((string held, long token) in identity.Fences)
        {
            if (held == name)
            {
                return token;
            }
        }

        throw new ArgumentException($"Step '{StepName}' does not hold lock '{name}'. Name it in the step's [WithLock].", nameof(name));
    }

    /// <summary>The same with another token: that of an attempt.</summary>
    internal StepContext With(CancellationToken cancellationToken) => new(_flow, StepName, RunId, TimeProvider, cancellationToken);
}
