using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>The content of one member with <c>[Composition]</c>.</summary>
/// <param name="Member">The member.</param>
/// <param name="Root">The expression, without the parts that cannot be read; null if nothing can be read.</param>
/// <param name="Findings">The errors in the expression.</param>
/// <param name="CompilerErrors">The ids of the errors in the expression that the compiler reports.</param>
internal sealed record CompositionSource(
    ISymbol Member,
    CompositionNode? Root,
    ImmutableArray<FlowFinding> Findings,
    ImmutableArray<string> CompilerErrors)
{
    /// <summary>The sub-compositions that the expression uses, in source order.</summary>
    public IEnumerable<SubCompositionNode> SubCompositions => Root is null ? [] : SubCompositionsIn(Root);

    /// <summary>The steps of the expression itself, in source order.</summary>
    public IEnumerable<StepNode> Steps => Root is null ? [] : StepsIn(Root);

    private static IEnumerable<SubCompositionNode> SubCompositionsIn(CompositionNode node) => node switch
    {
        SubCompositionNode sub => [sub],
        GroupNode group => group.Items.SelectMany(SubCompositionsIn),
        _ => [],
    };

    private static IEnumerable<StepNode> StepsIn(CompositionNode node) => node switch
    {
        StepNode step => [step],
        GroupNode group => group.Items.SelectMany(StepsIn),
        _ => [],
    };
}
