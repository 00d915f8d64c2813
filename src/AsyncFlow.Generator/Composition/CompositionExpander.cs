using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Puts the expressions of pieces in the places where they are named, as seen from one flow: what is left are groups and steps.
/// </summary>
internal sealed class CompositionExpander(FlowContext context, CompositionCache sources)
{
    // Pieces made of pieces grow fast; beyond this, somebody doubled one too often.
    private const int MostSteps = 20_000;

    private readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);
    private readonly AccessibilityChecker _accessibility = new(context);
    private readonly List<StepNode> _steps = [];
    private bool _isFull;

    /// <summary>The steps found, in the order of the text.</summary>
    public IReadOnlyList<StepNode> Steps => _steps;

    public CompositionNode? Expand(ISymbol composition) => Expand(composition, MemberPath.Flow, null);

    // What happens in a piece of another class is told where the flow names the piece.
    private CompositionNode? Expand(ISymbol member, MemberPath receiver, Location? location)
    {
        if (_isFull || sources.Get(member) is not { } source)
        {
            return null;
        }

        // The mistakes of a piece are reported once, with the piece, whatever flows use it; a circle of pieces too.
        context.ReportedElsewhere.UnionWith(source.Findings.Select(static finding => finding.Descriptor.Id));
        context.ReportedElsewhere.UnionWith(source.CompilerErrors);
        if (!_open.Add(member))
        {
            context.ReportedElsewhere.Add(FlowDiagnostics.UnreadableComposition.Id);
            return null;
        }

        CompositionNode? expanded = source.Root is { } root
            ? Expand(root, receiver, member.ContainingType.SameAs(context.Flow) ? null : location)
            : null;
        _open.Remove(member);
        return expanded;
    }

    private CompositionNode? Expand(CompositionNode node, MemberPath receiver, Location? location)
    {
        switch (node)
        {
            case GroupNode group:
                ImmutableArray<CompositionNode> items = group.Items.Select(item => Expand(item, receiver, location)).OfType<CompositionNode>().ToImmutableArray();
                return items.IsEmpty ? null : group with { Items = items };
            case SubCompositionNode piece:
                return Expand(piece.Member, piece.Receiver.From(receiver), location ?? piece.Location);
            default:
                return Add((StepNode)node, receiver, location);
        }
    }

    private StepNode? Add(StepNode step, MemberPath receiver, Location? location)
    {
        if (_steps.Count == MostSteps)
        {
            if (_isFull)
            {
                return null;
            }

            _isFull = true;
            context.Report(FlowDiagnostics.UnreadableComposition, location ?? step.Location, Called(step), $"the flow has more than {MostSteps} steps; reduce the nesting of compositions");
            return null;
        }

        StepNode placed = _accessibility.Check(step with
        {
            Index = _steps.Count,
            Location = location ?? step.Location,
            Receiver = step.Receiver?.From(receiver),
            Name = step.Name is { } name ? name with { Location = location ?? name.Location } : null,
            Locks = step.Locks.Select(held => held with { Location = location ?? held.Location, Receiver = held.Receiver?.From(receiver) }).ToImmutableArray(),
        });
        _steps.Add(placed);
        return placed;
    }

    private static string Called(StepNode step) => step.Name?.Text ?? step.Member.Name;
}
