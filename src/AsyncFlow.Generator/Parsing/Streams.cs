using System.Collections.Immutable;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Decides which steps take the elements of others one by one, as they come.</summary>
internal sealed class Streams
{
    private readonly ImmutableArray<ParsedStep> _steps;
    private readonly ParsedStep? _output;
    private readonly bool _isStreamed;

    // For each step the one whose elements it takes one by one; -1 for none.
    private readonly int[] _from;

    // The other way round.
    private readonly ILookup<int, int> _readers;

    public Streams(ImmutableArray<ParsedStep> steps, FlowGraph graph, ParsedStep? output)
    {
        _steps = steps;
        _output = output;
        _isStreamed = output?.Declaration is { Each: not null } declaration && IsStreamed(declaration.Member);
        _from = [.. steps.Select(static _ => -1)];
        foreach (int step in InOrder(steps))
        {
            _from[step] = Source(steps[step], graph);
        }

        _readers = Enumerable.Range(0, _from.Length).ToLookup(reader => _from[reader]);
    }

    /// <summary>The type of the elements that the flow gives as they come; null if it gives its output as a whole.</summary>
    public ITypeSymbol? Streamed => _isStreamed ? _output!.Declaration.Return.Result : null;

    /// <summary>Whether <c>[Output]</c> asks for results as they come.</summary>
    public static bool IsStreamed(ISymbol member) =>
        member.FindAttribute("OutputAttribute")?.NamedArguments.Any(static argument => argument is { Key: "Stream", Value.Value: true }) == true;

    /// <summary>Whether a flow gives its results as they come.</summary>
    public static bool IsStreaming(INamedTypeSymbol flow) => flow.BaseClasses().Prepend(flow).SelectMany(static type => type.GetMembers())
        .Any(static member => member is IMethodSymbol { Name: GeneratedBy.ListMember } || (member.FindAttribute("StepAttribute") is not null && IsStreamed(member)));

    /// <summary>Whether the result of a step is a stream whose elements are taken after the step has ended.</summary>
    public bool IsSource(ParsedStep step) => ReadersOf(step.Index).Any(reader => IsAsync(_steps[reader]));

    /// <summary>Whether one of two steps takes elements of the other one by one, also through steps in between, so that both run at the same time.</summary>
    public bool AreStreamed(int one, int other) => Leads(one, other) || Leads(other, one);

    /// <summary>Whether a step returns a stream that its own code makes while it is read. Looks into the body of its method.</summary>
    public bool IsMadeWhileRead(ParsedStep step) => _readers.Contains(step.Index)
        && step.Method?.DeclaringSyntaxReferences.Any(static declaration => declaration.GetSyntax() is MethodDeclarationSyntax method
            && method.DescendantNodes(static node => node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)).OfType<YieldStatementSyntax>().Any()) == true;

    /// <summary>The steps that take the elements of a step one by one.</summary>
    public IEnumerable<int> ReadersOf(int step) => _readers[step];

    /// <summary>How the elements of a step come and go one by one; null if they are lists.</summary>
    public StreamModel? Of(ParsedStep step)
    {
        bool isStream = _from[step.Index] >= 0 || _readers.Contains(step.Index) || (_isStreamed && step == _output);
        return isStream ? new(_from[step.Index], IsAsync(step), step.Declaration.Each!.Buffer is > 0 and int buffer ? buffer : step.Declaration.Each.MaxConcurrency, IsListUsed(step), _isStreamed && step == _output) : null;
    }

    // The producer of a list comes before its user; in a flow with a cycle, which is an error, any order will do.
    private static IEnumerable<int> InOrder(ImmutableArray<ParsedStep> steps)
    {
        bool[] done = new bool[steps.Length];
        foreach (ParsedStep step in steps)
        {
            Stack<int> chain = new();
            for (int next = step.Index; next >= 0 && !done[next]; next = steps[next].Element?.Producer ?? -1)
            {
                done[next] = true;
                chain.Push(next);
            }

            foreach (int found in chain)
            {
                yield return found;
            }
        }
    }

    private int Source(ParsedStep step, FlowGraph graph)
    {
        if (step.Element is not { Producer: >= 0 and int source } || _steps[source].Result is not { } list)
        {
            return -1;
        }

        return _steps[source].Declaration.Each is null ? (ElementTypes.IsCollection(list) ? -1 : source)
            : WaitsForWholeList(step, source, graph) ? -1
            : source;
    }

    // A step that also waits for the end of the stream, by whatever path, cannot take its elements before: the step before it would wait for room.
    // That it is the next item of a Series is no other reason to wait.
    private bool WaitsForWholeList(ParsedStep step, int source, FlowGraph graph)
    {
        ParsedEdge[] others = [.. step.Upstream.Where(edge => !(edge.Step == source && edge.Kind is (EdgeKind.Each or EdgeKind.Composed)))];
        if (others.Length == 0)
        {
            return false;
        }

        int first = source;
        while (_from[first] >= 0 && _steps[_from[first]].Declaration.Each is not null)
        {
            first = _from[first];
        }

        bool[] after = graph.After(first);
        return others.Any(edge => edge.Step == first || after[edge.Step]);
    }

    // The call that returns a stream has ended when its elements are taken.
    private bool Leads(int from, int to)
    {
        for (int source = _from[to]; source >= 0; source = _from[source])
        {
            if (source == from)
            {
                return _steps[source].Declaration.Each is not null || IsMadeWhileRead(_steps[source]);
            }
        }

        return false;
    }

    private bool IsAsync(ParsedStep step) =>
        step.Element is { Producer: >= 0 and int source, Element: { } element } && _steps[source].Result is { } list && ElementTypes.IsAsync(list, element);

    private bool IsListUsed(ParsedStep step) =>
        (step == _output && !_isStreamed)
        || step.Declaration.Member.FindAttribute("OwnedAttribute") is not null
        || _steps.Any(other => other.Condition?.Step == step.Index
            || other.Parameters.Any(parameter => parameter.Producer == step.Index
                && (parameter.Source is ParameterSource.Result or ParameterSource.Outcome || (parameter.Source == ParameterSource.Element && _from[other.Index] != step.Index))));
}
