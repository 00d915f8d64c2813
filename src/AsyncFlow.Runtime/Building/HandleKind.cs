namespace AsyncFlow.Building;

/// <summary>What a handle gives to the step that takes it.</summary>
internal enum HandleKind
{
    Result,
    ResultOrFallback,
    Outcome,
}
