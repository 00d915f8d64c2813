using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>What one method, accessor or local function of a flow class does that matters to other steps.</summary>
internal sealed class MethodSummary
{
    /// <summary>The fields and properties of the class that it uses.</summary>
    public List<Access> Accesses { get; } = [];

    /// <summary>The methods of the class that it calls, or makes delegates of.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>The locks that it waits for by hand.</summary>
    public List<LockWait> Waits { get; } = [];
}

/// <summary>A use of a member.</summary>
/// <param name="Location">What is used.</param>
/// <param name="Kind">How.</param>
/// <param name="Syntax">Where.</param>
/// <param name="Locks">The locks that are surely held there.</param>
internal sealed record Access(StateLocation Location, AccessKind Kind, SyntaxNode Syntax, ImmutableHashSet<HeldLock> Locks);

/// <summary>A call of another method of the class.</summary>
internal sealed record Call(IMethodSymbol Target, ImmutableHashSet<HeldLock> Locks);

/// <summary>A hand-written wait for a lock.</summary>
internal sealed record LockWait(ISymbol Lock, SyntaxNode Syntax);

/// <summary>
/// A piece of a flow's state: a field, a property, a captured parameter of the primary constructor; or one element of an
/// array that such a member holds, if its index is a constant.
/// </summary>
internal readonly record struct StateLocation(ISymbol Member, string? Index)
{
    public string Name => Index is null ? Member.Name : $"{Member.Name}[{Index}]";

    public bool Equals(StateLocation other) => SymbolEqualityComparer.Default.Equals(Member, other.Member) && Index == other.Index;

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Member);
}

internal enum AccessKind
{
    Read,

    /// <summary>Through <c>Interlocked</c>, <c>Volatile</c> or a volatile field: it disturbs nobody but a plain write.</summary>
    Atomic,

    Write,
}

/// <summary>A lock that code holds.</summary>
internal readonly record struct HeldLock(ISymbol Object, LockMechanism Mechanism)
{
    public static readonly ImmutableHashSet<HeldLock> None = ImmutableHashSet<HeldLock>.Empty;

    public bool Equals(HeldLock other) => Mechanism == other.Mechanism && SymbolEqualityComparer.Default.Equals(Object, other.Object);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Object);
}

/// <summary>How a lock is held: the same object locked in two ways excludes nobody.</summary>
internal enum LockMechanism
{
    /// <summary>By a <c>lock</c> statement, <c>Monitor</c>, or an object with methods to enter and exit.</summary>
    Monitor,

    /// <summary>By a <c>lock</c> statement on the <c>Type</c> object.</summary>
    TypeObject,

    /// <summary>By the lock's own wait, or by <c>[WithLock]</c>.</summary>
    Wait,
}
