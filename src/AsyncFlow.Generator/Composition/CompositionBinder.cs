using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Finds the upstream steps of each step of a composition: the last steps of the preceding item, and the steps whose
/// results it takes.
/// </summary>
internal sealed class CompositionBinder
{
    private readonly FlowContext _context;
    private readonly ImmutableArray<string> _names;
    private readonly ComposedSignatures _composed;

    // Filled while the steps are bound, in source order. When a step is bound, all earlier steps are in the list.
    private readonly List<StepDeclaration> _declarations = [];
    private readonly List<ParsedStep> _steps = [];
    private readonly ResultBinder _results;

    /// <param name="context">The flow.</param>
    /// <param name="names">The names of the steps.</param>
    /// <param name="composed">Finds the signatures of composed flows.</param>
    public CompositionBinder(FlowContext context, ImmutableArray<string> names, ComposedSignatures composed)
    {
        _context = context;
        _names = names;
        _composed = composed;
        _results = new(context, _declarations);
    }

    /// <summary>The bound steps, and the indexes of the last steps of the flow.</summary>
    public (ImmutableArray<ParsedStep> Steps, ImmutableArray<int> Last) Bind(CompositionNode root)
    {
        ImmutableArray<int> last = Bind(root, ImmutableArray<int>.Empty, null);
        return (_steps.ToImmutableArray(), last);
    }

    // Returns the last steps of the node.
    private ImmutableArray<int> Bind(CompositionNode node, ImmutableArray<int> upstream, EarlierItems? before)
    {
        switch (node)
        {
            case StepNode step:
                _steps.Add(Bind(step, upstream, before));
                return ImmutableArray.Create(step.Index);
            case GroupNode { IsSeries: false } branches:
                return branches.Items.SelectMany(branch => Bind(branch, upstream, before)).ToImmutableArray();
            default:
                ImmutableArray<int> ends = upstream;
                foreach (CompositionNode item in ((GroupNode)node).Items)
                {
                    ends = Bind(item, ends, before);
                    before = new(item, before);
                }

                return ends;
        }
    }

    private ParsedStep Bind(StepNode step, ImmutableArray<int> before, EarlierItems? items)
    {
        StepDeclaration declaration = Declare(step, items);
        List<ParsedEdge> upstream = [.. before.Select(earlier => new ParsedEdge(earlier, EdgeKind.Composed, null, null, step.Location))];
        ImmutableArray<ParsedParameter>.Builder parameters = ImmutableArray.CreateBuilder<ParsedParameter>(declaration.Parameters.Length);
        foreach (IParameterSymbol symbol in declaration.Parameters)
        {
            ParsedParameter parameter = _results.Bind(symbol, declaration, items);
            parameters.Add(parameter);
            if (parameter.Producer >= 0)
            {
                EdgeKind kind = parameter.Source == ParameterSource.Element ? EdgeKind.Each : EdgeKind.ByType;
                upstream.Add(new(parameter.Producer, kind, null, symbol, step.Location));
            }
        }

        ImmutableArray<ParsedParameter> bound = parameters.MoveToImmutable();
        return new(step.Index, declaration)
        {
            Upstream = upstream.ToImmutableArray(),
            Parameters = bound,
            Locks = Locks(step, declaration.Name, bound),
            Policies = PolicyReader.Bind(step, declaration, _context),
        };
    }

    private StepDeclaration Declare(StepNode step, EarlierItems? items)
    {
        string name = _names[step.Index];
        IParameterSymbol? element = step.Each is null ? null : _results.ElementParameter(step, name, items);
        StepDeclaration declaration = step.Declare(name, _context.Flow, _context.Compilation, element, _composed);
        _declarations.Add(declaration);
        _context.Inputs.Add(declaration);

        // As for [Step] methods, the type may come from another generator.
        if (declaration.HasUnavailableType)
        {
            _context.ReportedElsewhere.Add(FlowDiagnostics.OtherGenerator.Id);
        }

        return declaration;
    }

    private ImmutableArray<ParsedLock> Locks(StepNode step, string name, ImmutableArray<ParsedParameter> parameters)
    {
        ImmutableArray<ParsedLock>.Builder locks = ImmutableArray.CreateBuilder<ParsedLock>();
        foreach (LockNode node in step.Locks)
        {
            ParsedKey? key = node.Key is null ? null : Key(node, name, parameters);
            ParsedLock needed = new(node.Member, node.Location, Other(node.Receiver), key, step.LocksPerAttempt);
            if (node.Key is not null == key is not null && !locks.Any(known => known.SameAs(needed)))
            {
                locks.Add(needed);
            }
        }

        return locks.ToImmutable();
    }

    private ParsedKey? Key(LockNode held, string step, ImmutableArray<ParsedParameter> parameters)
    {
        if (KeyBinder.KeyOf(MemberLookup.TypeOf(held.Member)) is not { } keyType)
        {
            return null;
        }

        IMethodSymbol method = (IMethodSymbol)held.Key!.Member;
        (ParsedKey? key, string? problem) = new KeyBinder(_context.Compilation).Bind(method, keyType, step, parameters);
        if (problem is not null)
        {
            _context.Report(FlowDiagnostics.InvalidLock, held.Key.Location, step, method.Name, problem);
        }

        return key is null ? null : key with { Receiver = Other(held.Key.Receiver) };
    }

    // The object, unless it is the flow.
    private static MemberPath? Other(MemberPath? path) => path is { IsFlow: false } ? path : null;
}
