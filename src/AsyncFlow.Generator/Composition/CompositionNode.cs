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
/// <param name="Location">Where it is named.</param>
internal sealed record SubCompositionNode(ISymbol Member, MemberPath Receiver, Location Location) : CompositionNode;

/// <summary>A step.</summary>
/// <param name="Member">The method to call, or the field, property or primary-constructor parameter that holds the flow to run.</param>
/// <param name="Receiver">The object on which it is called or read; null for a static one and a parameter.</param>
/// <param name="Location">Where it is named.</param>
internal sealed record StepNode(ISymbol Member, MemberPath? Receiver, Location Location) : CompositionNode
{
    /// <summary>Its place among the flow's steps; -1 before that is known.</summary>
    public int Index { get; init; } = -1;

    /// <summary>The name that it is given; null for that of its method.</summary>
    public NameNode? Name { get; init; }

    public ImmutableArray<LockNode> Locks { get; init; } = ImmutableArray<LockNode>.Empty;

    /// <summary>That it runs once for each element of a list; null for once.</summary>
    public EachNode? Each { get; init; }

    /// <summary>The step as flows of <c>[Step]</c> methods have it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="user">The class that calls it.</param>
    /// <param name="compilation">The compilation of that class.</param>
    /// <param name="element">The parameter that is the element, of a step that runs once for each.</param>
    /// <param name="outputs">Tells what composed flows give.</param>
    public StepDeclaration Declare(string name, INamedTypeSymbol user, Compilation compilation, IParameterSymbol? element = null, ComposedOutput? outputs = null)
    {
        SubFlow? flow = MemberLookup.TypeOf(Member) is { } type ? SubFlow.Of(type, user, compilation, outputs) : null;
        return new()
        {
            Name = name,
            Member = Member,
            Return = Member is IMethodSymbol method ? StepReturn.Of(method, user, compilation) : StepReturn.OfFlow(flow?.Output),
            Location = Location,
            Receiver = Receiver is { IsFlow: false } ? Receiver : null,
            Each = element is null ? null : EachDeclaration.Of(element, null, Each!.MaxConcurrency, compilation),
            SubFlow = flow,
        };
    }
}

/// <summary>That a step runs once for each element of a list.</summary>
/// <param name="MaxConcurrency">How many elements are worked on at the same time; 0 is no limit.</param>
internal sealed record EachNode(int MaxConcurrency);

/// <summary>A name given by <c>Named</c>, and where.</summary>
internal sealed record NameNode(string Text, Location Location);

/// <summary>A lock given by <c>WithLock</c>, and where.</summary>
/// <param name="Member">The field, the property or the primary-constructor parameter.</param>
/// <param name="Receiver">The object whose member it is; null for a static one and a parameter.</param>
/// <param name="Location">Where it is named.</param>
internal sealed record LockNode(ISymbol Member, MemberPath? Receiver, Location Location);
