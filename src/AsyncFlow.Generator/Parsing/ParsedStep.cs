using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>A parsed step with its dependencies.</summary>
internal sealed class ParsedStep(int index, StepDeclaration declaration)
{
    public int Index { get; } = index;

    public StepDeclaration Declaration { get; } = declaration;

    public string Name => Declaration.Name;

    /// <summary>The method of the step; null for a step that runs a flow.</summary>
    public IMethodSymbol? Method => Declaration.Method;

    /// <summary>Whether the step returns an awaitable.</summary>
    public bool IsAsync => Declaration.Return.IsAsync;

    /// <summary>The result type; null if the step has no result or its type is unknown.</summary>
    public ITypeSymbol? Result => Declaration.Result;

    /// <summary>
    /// The edges as written in the source. A step may name another step and also take its result, so an upstream step may
    /// occur several times.
    /// </summary>
    public required ImmutableArray<ParsedEdge> Upstream { get; init; }

    /// <summary>The steps whose outcomes the step takes, and not their results.</summary>
    public IEnumerable<int> OutcomesTaken => Upstream
        .Where(static edge => edge.Kind != EdgeKind.Composed)
        .GroupBy(static edge => edge.Step)
        .Where(edges => edges.All(edge => edge.Parameter is { } parameter && Parameters.Any(known => known.Symbol.SameAs(parameter) && known.TakesOutcome)))
        .Select(static edges => edges.Key);

    /// <summary>The steps without whose result or outcome the step can run: it only waits for them, or they have conditions, so that it has a fallback.</summary>
    /// <param name="steps">All steps.</param>
    public IEnumerable<int> OptionalUpstream(ImmutableArray<ParsedStep> steps)
    {
        int[] outcomes = [.. OutcomesTaken];
        return Upstream.GroupBy(static edge => edge.Step).Where(edges => !outcomes.Contains(edges.Key) && edges.All(IsOptional)).Select(static edges => edges.Key);

        bool IsOptional(ParsedEdge edge) => edge.Kind is EdgeKind.Named or EdgeKind.Composed
            || (edge is { Kind: not EdgeKind.Each, Parameter: { } parameter }
                && (steps[edge.Step].Condition is not null || Parameters.Any(known => known.Symbol.SameAs(parameter) && known.TakesOutcome)));
    }

    /// <summary>One entry for each parameter of the method.</summary>
    public required ImmutableArray<ParsedParameter> Parameters { get; init; }

    /// <summary>The parameter that takes an element of a list; null if there is none.</summary>
    public ParsedParameter? Element => Parameters.FirstOrDefault(static parameter => parameter.Source == ParameterSource.Element);

    /// <summary>The distinct locks of the step, in the order in which they are named.</summary>
    public required ImmutableArray<ParsedLock> Locks { get; init; }

    /// <summary>The distinct locks of the cluster, in the order in which they are named; only in durable flows.</summary>
    public ImmutableArray<ParsedClusterLock> ClusterLocks { get; init; } = ImmutableArray<ParsedClusterLock>.Empty;

    /// <summary>The condition; null if the step always runs.</summary>
    public ParsedCondition? Condition { get; init; }

    /// <summary>The policies, outermost first.</summary>
    public ImmutableArray<ParsedPolicy> Policies { get; init; } = ImmutableArray<ParsedPolicy>.Empty;
}

/// <summary>How an edge is written in the source.</summary>
internal enum EdgeKind
{
    /// <summary>A name in <c>[Step]</c>.</summary>
    Named,

    /// <summary>A parameter whose type only one step produces.</summary>
    ByType,

    /// <summary>A parameter with <c>[From]</c>.</summary>
    From,

    /// <summary>A parameter with <c>[Each]</c>.</summary>
    Each,

    /// <summary>The name in <c>[When]</c>.</summary>
    When,

    /// <summary>The order of the items in a composition.</summary>
    Composed,
}

/// <summary>An edge of the graph, as written in the source.</summary>
/// <param name="Step">The index of the upstream step.</param>
/// <param name="Kind">How the edge is written.</param>
/// <param name="Argument">The name in the attribute; null for an edge without a name.</param>
/// <param name="Parameter">The parameter that creates the edge; null for a named edge.</param>
/// <param name="ExplicitLocation">The location of an edge that is neither a name nor a parameter.</param>
internal sealed record ParsedEdge(int Step, EdgeKind Kind, NameArgument? Argument, IParameterSymbol? Parameter, Location? ExplicitLocation = null)
{
    /// <summary>The location of the name or the parameter; null for metadata.</summary>
    public Location? Location => ExplicitLocation ?? Argument?.Location ?? Parameter?.Locations.FirstOrDefault(static location => location.IsInSource);
}

/// <summary>The source of a parameter's value.</summary>
internal enum ParameterSource
{
    /// <summary>The result of a step.</summary>
    Result,

    /// <summary>An element of the result of a step.</summary>
    Element,

    /// <summary>The cancellation token of the run.</summary>
    Token,

    /// <summary>The context of the step.</summary>
    Context,

    /// <summary>An input of the flow.</summary>
    Input,

    /// <summary>The outcome of a step.</summary>
    Outcome,

    /// <summary>The outcomes of the elements of a step.</summary>
    ElementOutcomes,

    /// <summary>The default value of an optional parameter. (Also used for a parameter with an error.)</summary>
    Default,
}

/// <summary>A parameter of a step.</summary>
/// <param name="Symbol">The parameter.</param>
/// <param name="Source">The source of its value.</param>
/// <param name="Producer">The index of the step that produces the value or its list; -1 for other sources.</param>
/// <param name="Element">The element type of the list, if the parameter takes an element; the type of the result, if it takes an outcome.</param>
/// <param name="Input">The input, if the parameter takes one.</param>
internal sealed record ParsedParameter(IParameterSymbol Symbol, ParameterSource Source, int Producer = -1, ITypeSymbol? Element = null, ParsedInput? Input = null)
{
    /// <summary>The member of the step that produces the value; null for other sources.</summary>
    public ISymbol? ProducerMember { get; init; }

    /// <summary>A parameter that takes an input of the flow.</summary>
    public static ParsedParameter OfInput(IParameterSymbol parameter, ParsedInput input) => new(parameter, ParameterSource.Input, Input: input);

    /// <summary>Whether the parameter takes what became of a step, so that it has a value in any case.</summary>
    public bool TakesOutcome => Source is ParameterSource.Outcome or ParameterSource.ElementOutcomes;

    /// <summary>A parameter that takes the result of a step, or its outcome, unless the step returns such an outcome itself.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="index">The index of the step.</param>
    /// <param name="producer">The step.</param>
    /// <param name="compilation">The compilation.</param>
    public static ParsedParameter OfStep(IParameterSymbol parameter, int index, StepDeclaration producer, Compilation compilation) =>
        OutcomeType.Of(parameter.Type) is { } outcome && !(producer.Result is { } result && Producers.Fits(result, parameter.Type, compilation))
            ? new(parameter, outcome.IsOfElements ? ParameterSource.ElementOutcomes : ParameterSource.Outcome, index, outcome.Value)
            : new(parameter, ParameterSource.Result, index) { ProducerMember = producer.Member };

    /// <summary>A parameter whose value the run provides; null for other parameters.</summary>
    public static ParsedParameter? OfRun(IParameterSymbol parameter) =>
        parameter.Type.Is("System.Threading", "CancellationToken") ? new(parameter, ParameterSource.Token)
        : parameter.Type.Is("AsyncFlow", "StepContext") ? new(parameter, ParameterSource.Context)
        : null;
}

/// <summary>A lock that a step holds.</summary>
/// <param name="Member">The field, property or primary-constructor parameter.</param>
/// <param name="Location">The location of the name; null for metadata.</param>
/// <param name="Receiver">The object that the member is read from; null for a static member or a member of the flow.</param>
/// <param name="Key">The key, if the member holds a lock for each key; otherwise null.</param>
/// <param name="IsPerAttempt">Whether each attempt of a step under policies takes the lock.</param>
internal sealed record ParsedLock(ISymbol Member, Location? Location, MemberPath? Receiver = null, ParsedKey? Key = null, bool IsPerAttempt = false)
{
    /// <summary>The name in the plan.</summary>
    public string Name => Key is null ? Member.Name : $"{Member.Name}[{Key.Method.Name}]";

    /// <summary>Whether it is always the same lock as another one.</summary>
    public bool SameAs(ParsedLock other) =>
        Member.SameAs(other.Member)
        && (Receiver ?? MemberPath.Flow).SameAs(other.Receiver ?? MemberPath.Flow)
        && (Key?.Method).SameAs(other.Key?.Method);
}

/// <summary>A policy of a step.</summary>
/// <param name="Member">The field, property or primary-constructor parameter.</param>
/// <param name="Receiver">The object that the member is read from; null for a static member or a member of the flow.</param>
internal sealed record ParsedPolicy(ISymbol Member, MemberPath? Receiver = null);

/// <summary>What gives the key of a lock.</summary>
/// <param name="Method">The method.</param>
/// <param name="Type">The type of the keys.</param>
/// <param name="Arguments">For each parameter of the method the parameter of the step whose value it takes; null for its default value.</param>
/// <param name="Receiver">The object that the method is called on; null for a static method or a method of the flow.</param>
internal sealed record ParsedKey(IMethodSymbol Method, ITypeSymbol Type, ImmutableArray<ParsedParameter?> Arguments, MemberPath? Receiver = null);

/// <summary>The condition of a step.</summary>
/// <param name="Name">The name of the condition.</param>
/// <param name="Is">The value for which the step runs.</param>
/// <param name="Member">The member that is the condition; null if the result of a step is the condition.</param>
/// <param name="Step">The index of the step whose result is the condition; -1 if a member is the condition.</param>
/// <param name="Argument">The name in <c>[When]</c>.</param>
internal sealed record ParsedCondition(string Name, bool Is, ISymbol? Member, int Step, NameArgument Argument);
