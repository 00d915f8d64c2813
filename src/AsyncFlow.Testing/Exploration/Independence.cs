namespace AsyncFlow.Testing.Exploration;

/// <summary>Whether it makes no difference which of two things happens first. In doubt it does.</summary>
/// <param name="independent">Whether the flow's author says so of two steps; null for never.</param>
/// <param name="isLimited">Whether the steps of the run compete for slots, so that the order always matters.</param>
internal sealed class Independence(Func<StepInfo, StepInfo, bool>? independent, bool isLimited)
{
    // Of runs that steps start themselves, and of code that belongs to no step, nothing is known.
    public bool Of(Choice left, Choice right) =>
        independent is not null
        && !isLimited
        && left is { Run: 0, Step: { } a }
        && right is { Run: 0, Step: { } b }
        && a.Index != b.Index
        && !a.Locks.Intersect(b.Locks).Any()
        && independent(a, b);
}
