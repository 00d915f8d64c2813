namespace AsyncFlow.Generator.Parsing;

/// <summary>The settings in <c>[Flow]</c>.</summary>
internal sealed record FlowSettings(int MaxConcurrency, int FailureMode, bool SingleThreaded, bool RacesProven);
