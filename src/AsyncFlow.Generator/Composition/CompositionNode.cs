using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>A node of a composition.</summary>
internal abstract record CompositionNode;

/// <summary><c>Series</c> or <c>Parallel</c>.</summary>
internal sealed record GroupNode(bool IsSeries, ImmutableArray<CompositionNode> Items) : CompositionNode;

/// <summary>A reference to another member with <c>[Composition]</c>, which is replaced with the expression of that member.</summary>
/// <param name="Member">The member.</param>
/// <param name="Receiver">The object that the member is read from.</param>
/// <param name="Location">Where the composition names it.</param>
internal sealed record SubCompositionNode(ISymbol Member, MemberPath Receiver, Location Location) : CompositionNode;

/// <summary>A step.</summary>
/// <param name="Member">The method to call, or the field, property or primary-constructor parameter that holds the flow to run.</param>
/// <param name="Receiver">The object that the member is called on or read from; null for a static member or a parameter.</param>
/// <param name="Location">Where the composition names it.</param>
internal sealed record StepNode(ISymbol Member, MemberPath? Receiver, Location Location) : CompositionNode
{
    /// <summary>The index of the step in the flow; -1 until it is assigned.</summary>
    public int Index { get; init; } = -1;

    /// <summary>The name from <c>Named</c>; null to use the name of the method.</summary>
    public NameNode? Name { get; init; }

    public ImmutableArray<LockNode> Locks { get; init; } = ImmutableArray<LockNode>.Empty;

    /// <summary>The policies, outermost first.</summary>
    public ImmutableArray<PolicyNode> Policies { get; init; } = ImmutableArray<PolicyNode>.Empty;

    /// <summary>Whether each attempt of the policies takes the locks.</summary>
    public bool LocksPerAttempt { get; init; }

    /// <summary>Set if the step runs once for each element of a list; otherwise null.</summary>
    public EachNode? Each { get; init; }

    /// <summary>The declaration of the step, as for a <c>[Step]</c> member.</summary>
    /// <param name="name">The name of the step.</param>
    /// <param name="user">The class that calls the step.</param>
    /// <param name="compilation">The compilation of that class.</param>
    /// <param name="element">The parameter that takes the element, if the step runs once for each element.</param>
    /// <param name="composed">Finds the signatures of composed flows.</param>
    public StepDeclaration Declare(string name, INamedTypeSymbol user, Compilation compilation, IParameterSymbol? element = null, ComposedSignatures? composed = null)
    {
        SubFlow? flow = MemberLookup.TypeOf(Member) is { } type ? SubFlow.Of(type, user, compilation, composed) : null;
        return new()
        {
            Name = name,
            Member = Member,
            Return = Member is IMethodSymbol method ? StepReturn.Of(method, user, compilation) : StepReturn.OfFlow(flow?.Output),
            Location = Location,
            Receiver = Receiver is { IsFlow: false } ? Receiver : null,
            Each = element is null ? null : EachDeclaration.Of(element, null, Each!.MaxConcurrency, compilation, Each.Buffer),
            SubFlow = flow,
        };
    }
}

/// <summary>Marks a step that runs once for each element of a list.</summary>
/// <param name="MaxConcurrency">The maximum number of elements that are processed at the same time; 0 for no limit.</param>
/// <param name="Buffer">The maximum number of elements that wait if they come one by one; 0 for the default.</param>
internal sealed record EachNode(int MaxConcurrency, int Buffer);

/// <summary>A name from <c>Named</c>, and its location.</summary>
internal sealed record NameNode(string Text, Location Location);

/// <summary>A policy from <c>WithPolicy</c>, and its location.</summary>
/// <param name="Member">The field, property or primary-constructor parameter.</param>
/// <param name="Receiver">The object that the member is read from; null for a static member or a parameter.</param>
/// <param name="Location">Where the composition names it.</param>
internal sealed record PolicyNode(ISymbol Member, MemberPath? Receiver, Location Location);

/// <summary>A lock from <c>WithLock</c>, and its location.</summary>
/// <param name="Member">The field, property or primary-constructor parameter.</param>
/// <param name="Receiver">The object that the member is read from; null for a static member or a parameter.</param>
/// <param name="Location">Where the composition names it.</param>
/// <param name="Key">The method that gives the key, if the member holds a lock for each key; otherwise null.</param>
internal sealed record LockNode(ISymbol Member, MemberPath? Receiver, Location Location, StepNode? Key = null);
