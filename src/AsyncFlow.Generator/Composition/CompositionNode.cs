using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>A part of a composition.</summary>
internal abstract record CompositionNode;

/// <summary><c>Series</c> or <c>Parallel</c>.</summary>
internal sealed record GroupNode(bool IsSeries, ImmutableArray<CompositionNode> Items) : CompositionNode;

/// <summary>Another member with <c>[Composition]</c>, in whose place its own expression stands.</summary>
/// <param name="Member">The member.</param>
/// <param name="Receiver">The object whose member it is.</param>
/// <param name="Place">Where it is named.</param>
internal sealed record PieceNode(ISymbol Member, MemberPath Receiver, Location Place) : CompositionNode;

/// <summary>A step.</summary>
/// <param name="Member">The method to call.</param>
/// <param name="Receiver">The object on which it is called; null for a static one.</param>
/// <param name="Place">Where it is named.</param>
internal sealed record StepNode(ISymbol Member, MemberPath? Receiver, Location Place) : CompositionNode
{
    /// <summary>Its place among the flow's steps; -1 before that is known.</summary>
    public int Index { get; init; } = -1;

    /// <summary>The name that it is given; null for that of its method.</summary>
    public NameNode? Name { get; init; }

    public ImmutableArray<LockNode> Locks { get; init; } = ImmutableArray<LockNode>.Empty;

    /// <summary>The step as flows of <c>[Step]</c> methods have it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="user">The class that calls it.</param>
    /// <param name="compilation">The compilation of that class.</param>
    public StepDeclaration Declare(string name, INamedTypeSymbol user, Compilation compilation) => new()
    {
        Name = name,
        Member = Member,
        Return = StepReturn.Of((IMethodSymbol)Member, user, compilation),
        Place = Place,
        Receiver = Receiver is { IsFlow: false } ? Receiver : null,
    };
}

/// <summary>A name given by <c>Named</c>, and where.</summary>
internal sealed record NameNode(string Text, Location Place);

/// <summary>A lock given by <c>WithLock</c>, and where.</summary>
/// <param name="Member">The field, the property or the primary-constructor parameter.</param>
/// <param name="Receiver">The object whose member it is; null for a static one and a parameter.</param>
/// <param name="Place">Where it is named.</param>
internal sealed record LockNode(ISymbol Member, MemberPath? Receiver, Location Place);
