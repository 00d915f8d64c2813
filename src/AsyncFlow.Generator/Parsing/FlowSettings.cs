namespace AsyncFlow.Generator.Parsing;

/// <summary>What <c>[Flow]</c> says.</summary>
internal sealed record FlowSettings(int MaxConcurrency, int FailureMode, bool SingleThreaded);
