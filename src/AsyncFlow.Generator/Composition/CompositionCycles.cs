using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>No composition can be made of itself, directly or through others (FLOW011).</summary>
internal static class CompositionCycles
{
    /// <summary>The mistake, if the member is in a circle and the first of it; so each circle is reported once.</summary>
    public static FlowFinding? Check(CompositionSource source, CompositionCache sources)
    {
        ImmutableArray<SubCompositionNode> path = Path(source, sources);
        ISymbol[] members = [source.Member, .. path.Select(static piece => piece.Member)];
        return path.IsEmpty || !members.OrderBy(PositionOf, StringComparer.Ordinal).First().SameAs(source.Member)
            ? null
            : new(
                FlowDiagnostics.UnreadableComposition,
                path[0].Location,
                path[0].Member.Name,
                $"it contains itself: {string.Join(" → ", members.Select(static member => member.Name))}");
    }

    // A shortest way from the member back to it; empty if there is none.
    private static ImmutableArray<SubCompositionNode> Path(CompositionSource source, CompositionCache sources)
    {
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        Queue<(CompositionSource Source, ImmutableArray<SubCompositionNode> Path)> open = new();
        open.Enqueue((source, ImmutableArray<SubCompositionNode>.Empty));
        while (open.Count > 0)
        {
            (CompositionSource current, ImmutableArray<SubCompositionNode> path) = open.Dequeue();
            foreach (SubCompositionNode piece in current.SubCompositions)
            {
                if (piece.Member.SameAs(source.Member))
                {
                    return path.Add(piece);
                }

                if (seen.Add(piece.Member) && sources.Get(piece.Member) is { } next)
                {
                    open.Enqueue((next, path.Add(piece)));
                }
            }
        }

        return ImmutableArray<SubCompositionNode>.Empty;
    }

    private static string PositionOf(ISymbol member) => CompositionMember.Declaration(member) is { } declaration
        ? FormattableString.Invariant($"{declaration.SyntaxTree.FilePath}\0{declaration.SpanStart:D10}")
        : "";
}
