using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>Replaces sub-compositions with their expressions, as seen from one flow. The result contains only groups and steps.</summary>
internal sealed class CompositionExpander(FlowContext context, CompositionCache cache)
{
    // Nested sub-compositions grow exponentially. A flow beyond this size is an error.
    private const int MaxSteps = 20_000;

    private readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);
    private readonly AccessibilityChecker _accessibility = new(context);
    private readonly List<StepNode> _steps = [];
    private bool _isFull;

    /// <summary>The steps, in source order.</summary>
    public IReadOnlyList<StepNode> Steps => _steps;

    public CompositionNode? Expand(ISymbol composition) => Expand(composition, MemberPath.Flow, null);

    // Findings in a sub-composition of another class are located where the flow names that sub-composition.
    private CompositionNode? Expand(ISymbol member, MemberPath receiver, Location? location)
    {
        if (_isFull || cache.Get(member) is not { } source)
        {
            return null;
        }

        // Errors in a sub-composition, including cycles, are reported once with that sub-composition and not with each flow
        // that uses it.
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
            case SubCompositionNode sub:
                return Expand(sub.Member, sub.Receiver.From(receiver), location ?? sub.Location);
            default:
                return Add((StepNode)node, receiver, location);
        }
    }

    private StepNode? Add(StepNode step, MemberPath receiver, Location? location)
    {
        if (_steps.Count == MaxSteps)
        {
            if (_isFull)
            {
                return null;
            }

            _isFull = true;
            context.Report(FlowDiagnostics.UnreadableComposition, location ?? step.Location, NameOf(step), $"the flow has more than {MaxSteps} steps; reduce the nesting of compositions");
            return null;
        }

        StepNode placed = _accessibility.Check(step with
        {
            Index = _steps.Count,
            Location = location ?? step.Location,
            Receiver = step.Receiver?.From(receiver),
            Name = step.Name is { } name ? name with { Location = location ?? name.Location } : null,
            Policies = step.Policies.Select(policy => policy with { Location = location ?? policy.Location, Receiver = policy.Receiver?.From(receiver) }).ToImmutableArray(),
            Locks = step.Locks.Select(held => Place(held, receiver, location)).ToImmutableArray(),
        });
        _steps.Add(placed);
        return placed;
    }

    private static LockNode Place(LockNode held, MemberPath receiver, Location? location) => held with
    {
        Location = location ?? held.Location,
        Receiver = held.Receiver?.From(receiver),
        Key = held.Key is { } key ? key with { Location = location ?? key.Location, Receiver = key.Receiver?.From(receiver) } : null,
    };

    private static string NameOf(StepNode step) => step.Name?.Text ?? step.Member.Name;
}
