using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// The effects of one method, accessor or local function. Locations start at the current object of the method, at its parameters or at static
/// members, so that one summary serves every caller.
/// </summary>
internal sealed class MethodSummary
{
    public List<Access> Accesses { get; } = [];

    /// <summary>The calls of methods whose source may be available, including delegates that are created from them.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>The calls of methods whose source is not available, as far as they may depend on each other's order.</summary>
    public List<OpaqueCall> OpaqueCalls { get; } = [];

    /// <summary>The explicit waits for locks.</summary>
    public List<LockWait> Waits { get; } = [];

    /// <summary>The locks that are held whenever the method calls a delegate that it gets as a parameter. Empty if it may call the delegate elsewhere.</summary>
    public Dictionary<ISymbol, ImmutableHashSet<HeldLock>> Invocations { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Records that a signal is given. Everything before happens before whatever waits for the signal.</summary>
    public void Signal(HeldLock signal)
    {
        for (int i = 0; i < Accesses.Count; i++)
        {
            Accesses[i] = Accesses[i] with { Before = Accesses[i].Before.Add(signal) };
        }

        for (int i = 0; i < Calls.Count; i++)
        {
            Calls[i] = Calls[i] with { Before = Calls[i].Before.Add(signal) };
        }
    }
}

/// <summary>An access of a location.</summary>
/// <param name="Location">The accessed state.</param>
/// <param name="Kind">The kind of access.</param>
/// <param name="Syntax">The syntax of the access.</param>
/// <param name="Locks">The locks that are certainly held.</param>
internal sealed record Access(StateLocation Location, AccessKind Kind, SyntaxNode Syntax, ImmutableHashSet<HeldLock> Locks)
{
    /// <summary>The signals that are given after the access.</summary>
    public ImmutableHashSet<HeldLock> Before { get; init; } = HeldLock.None;

    /// <summary>The type whose documentation says that its objects must not be used by several threads; null for other accesses.</summary>
    public ITypeSymbol? UnsafeType { get; init; }

    /// <summary>The calls that lead from the step to the access.</summary>
    public ImmutableArray<SyntaxNode> Path { get; init; } = ImmutableArray<SyntaxNode>.Empty;

    /// <summary>Where the access is reported: where it is written, or if a generator wrote it, where user code calls that code.</summary>
    public SyntaxNode Place => Path.Add(Syntax).LastOrDefault(static syntax => !IsGenerated(syntax.SyntaxTree.FilePath)) ?? Syntax;

    private static bool IsGenerated(string path) => path.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".generated.cs", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A call of another method.</summary>
/// <param name="Target">The method.</param>
/// <param name="Locks">The locks that are certainly held.</param>
internal sealed record Call(IMethodSymbol Target, ImmutableHashSet<HeldLock> Locks)
{
    /// <summary>The syntax of the call.</summary>
    public required SyntaxNode Syntax { get; init; }

    /// <summary>The object that the method is called on; null if it is unknown or there is none.</summary>
    public StateLocation? Receiver { get; init; }

    /// <summary>The locations of the arguments, by parameter; null for arguments without a location.</summary>
    public ImmutableArray<StateLocation?> Arguments { get; init; } = ImmutableArray<StateLocation?>.Empty;

    /// <summary>Whether a delegate calls the method, which other code may run.</summary>
    public bool IsOffloaded { get; init; }

    /// <inheritdoc cref="Access.Before"/>
    public ImmutableHashSet<HeldLock> Before { get; init; } = HeldLock.None;
}

/// <summary>An explicit wait for a lock.</summary>
internal sealed record LockWait(ISymbol Lock, SyntaxNode Syntax);

internal enum AccessKind
{
    Read,

    /// <summary>A use whose effect is unknown. It counts only if races must be disproved.</summary>
    Unknown,

    /// <summary>An access through <c>Interlocked</c>, <c>Volatile</c> or a volatile field. It conflicts only with a plain write.</summary>
    Atomic,

    /// <summary>A handler that is added to an event or removed from it. It conflicts with raising the event, but not with another change of handlers.</summary>
    Subscribe,

    Write,
}

/// <summary>A lock that is held, or a signal that was waited for.</summary>
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

    /// <summary>Not a lock: the locks under which a method calls the delegate in the parameter.</summary>
    Invocation,

    /// <summary>Not a lock: the task of a <c>TaskCompletionSource</c> was awaited.</summary>
    Signal,
}
