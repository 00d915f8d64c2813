using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>A step, with everything that it waits for.</summary>
internal sealed class ParsedStep(int index, StepDeclaration declaration)
{
    public int Index { get; } = index;

    public StepDeclaration Declaration { get; } = declaration;

    public string Name => Declaration.Name;

    /// <summary>The method that it calls; null for a step that runs a flow.</summary>
    public IMethodSymbol? Method => Declaration.Method;

    /// <summary>Whether it returns something awaitable.</summary>
    public bool IsAsync => Declaration.Return.IsAsync;

    /// <summary>The type of its result; null when it has none or the type is not known.</summary>
    public ITypeSymbol? Result => Declaration.Result;

    /// <summary>
    /// Every edge as it is written: a step may be named and also be the source of a parameter, so one upstream step may be
    /// here several times.
    /// </summary>
    public required ImmutableArray<ParsedEdge> Upstream { get; init; }

    /// <summary>One per parameter of the method.</summary>
    public required ImmutableArray<ParsedParameter> Parameters { get; init; }

    /// <summary>The locks that it holds, in the order in which they are named, none twice.</summary>
    public required ImmutableArray<ParsedLock> Locks { get; init; }

    /// <summary>When it runs; null for always.</summary>
    public ParsedCondition? Condition { get; init; }
}

/// <summary>How the user wrote an edge.</summary>
internal enum EdgeKind
{
    /// <summary>A name in <c>[Step]</c>.</summary>
    Named,

    /// <summary>A parameter whose type only that step produces.</summary>
    ByType,

    /// <summary>A parameter with <c>[From]</c>.</summary>
    From,

    /// <summary>A parameter with <c>[Each]</c>.</summary>
    Each,

    /// <summary>The name in <c>[When]</c>.</summary>
    When,

    /// <summary>The place in a composition.</summary>
    Composed,
}

/// <summary>An edge of the graph, as it is written.</summary>
/// <param name="Step">The index of the step that is waited for.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Argument">The name in the attribute; null for an edge by type.</param>
/// <param name="Parameter">The parameter that makes the edge; null for a named one.</param>
/// <param name="ExplicitLocation">Where it is written, for one that is neither a name nor a parameter.</param>
internal sealed record ParsedEdge(int Step, EdgeKind Kind, NameArgument? Argument, IParameterSymbol? Parameter, Location? ExplicitLocation = null)
{
    /// <summary>Where the edge is written: the name, or the parameter. Null in metadata.</summary>
    public Location? Location => ExplicitLocation ?? Argument?.Location ?? Parameter?.Locations.FirstOrDefault(static location => location.IsInSource);
}

/// <summary>What a step's parameter is given.</summary>
internal enum ParameterSource
{
    /// <summary>The result of a step.</summary>
    Result,

    /// <summary>An element of the result of a step.</summary>
    Element,

    /// <summary>The run's cancellation token.</summary>
    Token,

    /// <summary>The step's context.</summary>
    Context,

    /// <summary>Nothing: it is optional, and its default is used. (Also while its type is in error.)</summary>
    Default,
}

/// <summary>A parameter of a step.</summary>
/// <param name="Symbol">The parameter.</param>
/// <param name="Source">What it is given.</param>
/// <param name="Producer">The index of the step whose result it is, or is from; -1 for other sources.</param>
/// <param name="Element">The type of the elements of that result, where the parameter is one.</param>
internal sealed record ParsedParameter(IParameterSymbol Symbol, ParameterSource Source, int Producer = -1, ITypeSymbol? Element = null)
{
    /// <summary>A parameter that the run itself gives, whatever the steps do; null for any other.</summary>
    public static ParsedParameter? OfRun(IParameterSymbol parameter) =>
        parameter.Type.Is("System.Threading", "CancellationToken") ? new(parameter, ParameterSource.Token)
        : parameter.Type.Is("AsyncFlow", "StepContext") ? new(parameter, ParameterSource.Context)
        : null;
}

/// <summary>A lock that a step holds.</summary>
/// <param name="Member">The field, the property or the primary-constructor parameter.</param>
/// <param name="Location">Where the step names it. Null in metadata.</param>
/// <param name="Receiver">The object on which the member is read; null for a member of the flow itself, and a static one.</param>
internal sealed record ParsedLock(ISymbol Member, Location? Location, MemberPath? Receiver = null)
{
    public string Name => Member.Name;
}

/// <summary>When a step runs.</summary>
/// <param name="Name">The condition's name.</param>
/// <param name="Is">The value with which the step runs.</param>
/// <param name="Member">The member that is asked; null where a step's result decides.</param>
/// <param name="Step">The step whose result decides; -1 where a member is asked.</param>
/// <param name="Argument">Its name in <c>[When]</c>, and where.</param>
internal sealed record ParsedCondition(string Name, bool Is, ISymbol? Member, int Step, NameArgument Argument);
