using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>What stands in one member with <c>[Composition]</c>.</summary>
/// <param name="Member">The member.</param>
/// <param name="Root">Its expression, without what could not be read; null if nothing could.</param>
/// <param name="Findings">The mistakes in it.</param>
/// <param name="CompilerErrors">The ids of errors in it that are the compiler's to report.</param>
internal sealed record CompositionSource(
    ISymbol Member,
    CompositionNode? Root,
    ImmutableArray<FlowFinding> Findings,
    ImmutableArray<string> CompilerErrors)
{
    /// <summary>The pieces that it is made of, in the order of the text.</summary>
    public IEnumerable<SubCompositionNode> SubCompositions => Root is null ? [] : SubCompositionsIn(Root);

    /// <summary>The steps that it has itself, in the order of the text.</summary>
    public IEnumerable<StepNode> Steps => Root is null ? [] : StepsIn(Root);

    private static IEnumerable<SubCompositionNode> SubCompositionsIn(CompositionNode node) => node switch
    {
        SubCompositionNode piece => [piece],
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
