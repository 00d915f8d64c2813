using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>The effects of one method, accessor or local function of a flow class on other steps.</summary>
internal sealed class MethodSummary
{
    /// <summary>The accesses of fields and properties of the class.</summary>
    public List<Access> Accesses { get; } = [];

    /// <summary>The calls of methods of the class, including delegates that are created from them.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>The explicit waits for locks.</summary>
    public List<LockWait> Waits { get; } = [];
}

/// <summary>An access of a member.</summary>
/// <param name="Location">The accessed state.</param>
/// <param name="Kind">The kind of access.</param>
/// <param name="Syntax">The syntax of the access.</param>
/// <param name="Locks">The locks that are certainly held.</param>
internal sealed record Access(StateLocation Location, AccessKind Kind, SyntaxNode Syntax, ImmutableHashSet<HeldLock> Locks);

/// <summary>A call of another method of the class.</summary>
internal sealed record Call(IMethodSymbol Target, ImmutableHashSet<HeldLock> Locks);

/// <summary>An explicit wait for a lock.</summary>
internal sealed record LockWait(ISymbol Lock, SyntaxNode Syntax);

/// <summary>
/// A location of state in a flow: a field, a property, a captured parameter of the primary constructor, or one element of
/// an array in such a member, if its index is constant.
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

    /// <summary>An access through <c>Interlocked</c>, <c>Volatile</c> or a volatile field. It conflicts only with a plain write.</summary>
    Atomic,

    Write,
}

/// <summary>A lock that is held.</summary>
internal readonly record struct HeldLock(ISymbol Object, LockMechanism Mechanism)
{
    public static readonly ImmutableHashSet<HeldLock> None = ImmutableHashSet<HeldLock>.Empty;

    public bool Equals(HeldLock other) => Mechanism == other.Mechanism && SymbolEqualityComparer.Default.Equals(Object, other.Object);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Object);
}

/// <summary>How a lock is held. The same object locked by two different mechanisms provides no mutual exclusion.</summary>
internal enum LockMechanism
{
    /// <summary>A <c>lock</c> statement, <c>Monitor</c>, or an object with methods to enter and exit.</summary>
    Monitor,

    /// <summary>A <c>lock</c> statement on the <c>Type</c> object.</summary>
    TypeObject,

    /// <summary>A wait for the lock, or <c>[WithLock]</c>.</summary>
    Wait,
}
