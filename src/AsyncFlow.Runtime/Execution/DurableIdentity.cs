namespace AsyncFlow.Execution;

/// <summary>What a step of a durable run is called wherever it runs.</summary>
/// <param name="FlowName">The flow's name.</param>
/// <param name="IdempotencyKey">The run, the step and the element.</param>
/// <param name="Fences">The locks of the cluster that the step holds, with their fencing tokens, in the order in which the step names them.</param>
internal sealed record DurableIdentity(string FlowName, string IdempotencyKey, IReadOnlyList<(string Lock, long Token)> Fences);
