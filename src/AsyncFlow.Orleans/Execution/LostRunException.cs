namespace AsyncFlow.Orleans.Execution;

/// <summary>Another activation has taken up the run, or the part of its elements: this one must not go on.</summary>
[GenerateSerializer]
internal sealed class LostRunException(string work) : Exception($"'{work}' was taken up by another process. This one stops working on it.");
