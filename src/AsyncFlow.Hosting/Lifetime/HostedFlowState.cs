namespace AsyncFlow.Hosting.Lifetime;

/// <summary>How far a flow is that the host runs.</summary>
internal enum HostedFlowState
{
    /// <summary>The host has not come to it yet.</summary>
    Waiting,

    /// <summary>It starts.</summary>
    Starting,

    /// <summary>It has started, or completed.</summary>
    Started,

    /// <summary>It has failed, or was cancelled, so that the host does not start.</summary>
    Failed,

    /// <summary>It stops.</summary>
    Stopping,

    /// <summary>It has stopped.</summary>
    Stopped,
}
