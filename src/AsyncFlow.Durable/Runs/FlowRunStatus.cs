namespace AsyncFlow.Durable;

/// <summary>How far a durable run has come.</summary>
public enum FlowRunStatus
{
    /// <summary>None of the others.</summary>
    None,

    /// <summary>Its steps run, or will run as soon as a process is there to run them.</summary>
    Running,

    /// <summary>All steps have ended well.</summary>
    Succeeded,

    /// <summary>A step has failed. <c>RetryAsync</c> goes on from there.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Canceled,

    /// <summary>
    /// The flow has changed since the run was started, and no process has the version that started it. The run goes on when one appears.
    /// </summary>
    Parked,
}
