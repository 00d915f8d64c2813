using AsyncFlow.Durable;

namespace AsyncFlow.CompilerServices;

/// <summary>What the store has of a step, or of an element.</summary>
/// <param name="Status">What became of it; <see cref="StepStatus.None"/> for an element that was never started.</param>
/// <param name="Result">The result as JSON.</param>
/// <param name="Failure">Why it failed; null unless it did.</param>
/// <param name="Elements">The elements, if the step runs once for each; otherwise empty.</param>
internal sealed record StoredStep(StepStatus Status, ReadOnlyMemory<byte> Result, FlowFailure? Failure, IReadOnlyList<StoredStep> Elements);
