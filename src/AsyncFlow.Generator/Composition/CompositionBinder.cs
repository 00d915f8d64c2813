using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Finds what each step of a composition waits for: the steps that end the item before its own, and those whose results it
/// takes (FLOW004, FLOW005).
/// </summary>
internal sealed class CompositionBinder(FlowContext context, ImmutableArray<StepDeclaration> declarations)
{
    private readonly Results _results = new(declarations, context.Compilation);
    private readonly ParsedStep[] _steps = new ParsedStep[declarations.Length];

    /// <summary>The steps, each with what it waits for, and those of them that end the flow.</summary>
    public (ImmutableArray<ParsedStep> Steps, ImmutableArray<int> Last) Bind(CompositionNode root)
    {
        ImmutableArray<int> last = Bind(root, ImmutableArray<int>.Empty, null);
        return (ImmutableArray.Create(_steps), last);
    }

    // Gives the steps that end the node.
    private ImmutableArray<int> Bind(CompositionNode node, ImmutableArray<int> upstream, EarlierItems? before)
    {
        switch (node)
        {
            case StepNode step:
                _steps[step.Index] = Bind(step, upstream, before);
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
        StepDeclaration declaration = declarations[step.Index];
        List<ParsedEdge> upstream = [.. before.Select(earlier => new ParsedEdge(earlier, EdgeKind.Composed, null, null, step.Place))];
        var parameters = ImmutableArray.CreateBuilder<ParsedParameter>(declaration.Parameters.Length);
        foreach (IParameterSymbol symbol in declaration.Parameters)
        {
            ParsedParameter parameter = Bind(symbol, declaration, items);
            parameters.Add(parameter);
            if (parameter.Producer >= 0)
            {
                upstream.Add(new(parameter.Producer, EdgeKind.ByType, null, symbol, step.Place));
            }
        }

        return new(step.Index, declaration)
        {
            Upstream = upstream.ToImmutableArray(),
            Parameters = parameters.MoveToImmutable(),
            Locks = Locks(step),
        };
    }

    private ParsedParameter Bind(IParameterSymbol parameter, StepDeclaration step, EarlierItems? before)
    {
        if (parameter.Type.Is("System.Threading", "CancellationToken"))
        {
            return new(parameter, ParameterSource.Token);
        }

        if (parameter.Type.Is("AsyncFlow", "StepContext"))
        {
            return new(parameter, ParameterSource.Context);
        }

        // Of a parameter that no step can have, that is said already.
        if (StepDeclaration.Unspeakable(parameter.Type) || SignatureRules.Unstorable(parameter.Type) || parameter.RefKind != RefKind.None)
        {
            return new(parameter, ParameterSource.Default);
        }

        ImmutableArray<int> producers = _results.Find(parameter.Type, before);
        if (producers is [int only])
        {
            return new(parameter, ParameterSource.Result, only);
        }

        if (!producers.IsEmpty)
        {
            string names = string.Join(", ", producers.Select(producer => $"'{declarations[producer].Name}'"));
            Report(FlowDiagnostics.SeveralProducers, $"{names}; end the branches with a step that makes one of them");
        }
        else if (!parameter.IsOptional && !parameter.IsParams && !_results.AnyUnknown(before))
        {
            Report(FlowDiagnostics.NoProducer, "which no step before it produces");
        }

        return new(parameter, ParameterSource.Default);

        void Report(DiagnosticDescriptor descriptor, string detail) => context.Report(
            descriptor,
            step.Place,
            parameter.Name,
            step.Name,
            parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            detail);
    }

    private static ImmutableArray<ParsedLock> Locks(StepNode step)
    {
        var locks = ImmutableArray.CreateBuilder<ParsedLock>();
        foreach (LockNode held in step.Locks)
        {
            if (!locks.Any(known => known.Member.SameAs(held.Member) && (known.Receiver ?? MemberPath.Flow).SameAs(held.Receiver ?? MemberPath.Flow)))
            {
                locks.Add(new(held.Member, held.Place, held.Receiver is { IsFlow: false } ? held.Receiver : null));
            }
        }

        return locks.ToImmutable();
    }
}
