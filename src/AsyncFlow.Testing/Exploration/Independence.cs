using AsyncFlow.Testing.Simulation;

namespace AsyncFlow.Testing.Exploration;

/// <summary>Decides whether the order of two operations makes a difference. In doubt it does.</summary>
/// <param name="independent">Whether two steps are independent, as the flow's author specified; null if every order matters.</param>
/// <param name="isLimited">Whether the run's concurrency is limited, so that its steps compete for slots and every order matters.</param>
internal sealed class Independence(Func<StepInfo, StepInfo, bool>? independent, bool isLimited)
{
    // Nothing is known about runs within steps, or about code outside of any step.
    public bool Of(Operation left, Operation right) =>
        independent is not null
        && !isLimited
        && left is { Run: 0, Step: { } a }
        && right is { Run: 0, Step: { } b }
        && a.Index != b.Index
        && !a.Locks.Select(NameOf).Intersect(b.Locks.Select(NameOf)).Any()
        && independent(a, b);

    // Of a lock for each key, without the key: two methods can give the same one.
    private static string NameOf(string held) => held.Split('[')[0];
}
