namespace AsyncFlow.Hosting.Configuration;

/// <summary>Says that a container can create a flow.</summary>
/// <param name="Plan">The plan of the flow.</param>
internal sealed record FlowRegistration(FlowPlan Plan);
