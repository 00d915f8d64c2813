namespace AsyncFlow.Reports;

/// <summary>An event that observers receive.</summary>
internal interface IFlowEvent
{
    /// <summary>Calls the observer's method for this event.</summary>
    void SendTo(FlowObserver observer);
}
