namespace AsyncFlow.Durable;

/// <summary>What is stored of a step of a durable run.</summary>
/// <param name="Name">The name of the step.</param>
/// <param name="Status">What became of it; <see cref="StepStatus.None"/> while it runs or waits.</param>
/// <param name="IsRunning">Whether it has started and not ended.</param>
/// <param name="Attempts">How often it was attempted in its last execution; more than once only under a policy.</param>
/// <param name="Elements">The number of elements of a step that runs once for each; 0 for other steps and as long as it is not known.</param>
/// <param name="SucceededElements">How many of them have succeeded.</param>
/// <param name="StartedAt">When it was first started; null if it was not.</param>
/// <param name="EndedAt">When its end was stored; null if it has not ended.</param>
/// <param name="Failure">Why it failed; null unless it did.</param>
public sealed record FlowStepInfo(string Name, StepStatus Status, bool IsRunning, int Attempts, int Elements, int SucceededElements, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, FlowFailure? Failure);
