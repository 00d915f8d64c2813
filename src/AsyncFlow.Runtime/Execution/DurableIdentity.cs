namespace AsyncFlow.Execution;

/// <summary>What a step of a durable run is called wherever it runs.</summary>
/// <param name="FlowName">The flow's name.</param>
/// <param name="IdempotencyKey">The run, the step and the element.</param>
internal sealed record DurableIdentity(string FlowName, string IdempotencyKey);
