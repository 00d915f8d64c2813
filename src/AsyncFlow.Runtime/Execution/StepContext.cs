namespace AsyncFlow;

/// <summary>What a step can know of the run that it is part of: take it as a parameter. Valid during the step.</summary>
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

    /// <summary>A number that no other run in this process has.</summary>
    public long RunId { get; }

    /// <summary>Cancelled when the caller cancels the run, and in <see cref="FailureMode.Cancel"/> when a step fails.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The run's clock.</summary>
    public TimeProvider TimeProvider { get; }
}
