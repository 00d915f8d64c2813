namespace AsyncFlow.Execution;

/// <summary>What the outcome of a step without a result says.</summary>
/// <param name="Status">How the step ended; <see cref="StepStatus.None"/> if it has a result.</param>
/// <param name="Exception">What it threw, or the step before it because of which it was not run; null for nothing.</param>
internal readonly record struct UnsuccessfulStep(StepStatus Status, Exception? Exception);
