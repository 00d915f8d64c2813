using System.Runtime.CompilerServices;

namespace AsyncFlow.Locks;

/// <summary>
/// The order in which one step takes its locks: a total order of all lock objects, the same everywhere in the process. Steps that
/// take several locks cannot wait for each other in a cycle, since all of them follow it.
/// </summary>
/// <remarks>
/// The locks of this library come first, in the order of their creation; then locks of other types, by their identity's hash code. So
/// the place of a lock does not depend on which flows have run before. Two objects with the same hash code are numbered when they are
/// first compared, and keep their numbers.
/// </remarks>
internal static class LockOrder
{
    // Does not keep the locks alive.
    private static readonly ConditionalWeakTable<object, Tie> s_ties = new();

    /// <summary>Less than zero if a step takes the left lock before the right one; zero only for the same object.</summary>
    public static int Compare(object left, object right) => (left, right) switch
    {
        (IPermitLock one, IPermitLock other) => one.Permits.Rank.CompareTo(other.Permits.Rank),
        (IPermitLock, _) => -1,
        (_, IPermitLock) => 1,
        _ => CompareForeign(left, RuntimeHelpers.GetHashCode(left), right, RuntimeHelpers.GetHashCode(right)),
    };

    /// <summary>A number that no other lock of the process has.</summary>
    public static long IdOf(object anyLock) => anyLock is IPermitLock ours ? ours.Permits.Rank : NumberOf(anyLock);

    /// <summary>The order of two locks of other types with these hash codes.</summary>
    internal static int CompareForeign(object left, int leftHash, object right, int rightHash) =>
        leftHash != rightHash ? leftHash.CompareTo(rightHash)
        : ReferenceEquals(left, right) ? 0
        : NumberOf(left).CompareTo(NumberOf(right));

    private static long NumberOf(object foreignLock) => s_ties.GetValue(foreignLock, static _ => new Tie()).Number;

    private sealed class Tie
    {
        public long Number { get; } = LockRank.Next();
    }
}
