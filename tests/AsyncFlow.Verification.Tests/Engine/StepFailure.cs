namespace AsyncFlow.Verification.Tests.Engine;

/// <summary>The failure of a step.</summary>
internal sealed class StepFailure() : Exception("A step has failed.");
