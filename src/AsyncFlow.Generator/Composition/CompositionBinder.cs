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

        return new(step.Index, declaration)
        {
            Upstream = upstream.ToImmutableArray(),
            Parameters = parameters.MoveToImmutable(),
            Locks = Locks(step),
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

    private static ImmutableArray<ParsedLock> Locks(StepNode step)
    {
        ImmutableArray<ParsedLock>.Builder locks = ImmutableArray.CreateBuilder<ParsedLock>();
        foreach (LockNode held in step.Locks)
        {
            if (!locks.Any(known => known.Member.SameAs(held.Member) && (known.Receiver ?? MemberPath.Flow).SameAs(held.Receiver ?? MemberPath.Flow)))
            {
                locks.Add(new(held.Member, held.Location, held.Receiver is { IsFlow: false } ? held.Receiver : null));
            }
        }

        return locks.ToImmutable();
    }
}
