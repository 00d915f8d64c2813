namespace AsyncFlow;

/// <summary>The step of another run within which a run takes place; the default for a run by itself.</summary>
/// <param name="RunId">The number of the outer run; 0 for none.</param>
/// <param name="Step">The step of the outer run; null for none.</param>
public readonly record struct RunOrigin(long RunId, StepInfo? Step)
{
    /// <summary>Whether the run takes place by itself.</summary>
    public bool IsNone => Step is null;
}
