namespace AsyncFlow.Runtime.Tests;

/// <summary>What scripted steps throw: a type that nothing but the tests throws.</summary>
internal sealed class StepFailure(string message) : Exception(message);
