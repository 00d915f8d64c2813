namespace AsyncFlow.Runtime.Tests;

/// <summary>The exception of scripted steps. Only tests throw it.</summary>
internal sealed class StepFailure(string message) : Exception(message);
