namespace AsyncFlow;

/// <summary>Describes the current step and its run. A step takes it as a parameter. Valid while the step runs.</summary>
public readonly struct StepContext
{
    internal StepContext(string flowName, string stepName, long runId, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        FlowName = flowName;
        StepName = stepName;
        RunId = runId;
        TimeProvider = timeProvider;
        CancellationToken = cancellationToken;
    }

    /// <summary>The flow's name.</summary>
    public string FlowName { get; }

    /// <summary>The step's name.</summary>
    public string StepName { get; }

    /// <summary>The number of the run, unique in this process.</summary>
    public long RunId { get; }

    /// <summary>
    /// Cancelled when the caller cancels the run, and in <see cref="FailureMode.Cancel"/> when a step fails; under a policy also when the policy cancels
    /// the attempt.
    /// </summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The run's clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>The same with another token: that of an attempt.</summary>
    internal StepContext With(CancellationToken cancellationToken) => new(FlowName, StepName, RunId, TimeProvider, cancellationToken);
}
