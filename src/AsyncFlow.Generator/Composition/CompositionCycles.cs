using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>Checks that no composition contains itself, directly or through other compositions (FLOW011).</summary>
internal static class CompositionCycles
{
    /// <summary>The finding, if the member is the first member of a cycle. So each cycle is reported once.</summary>
    public static FlowFinding? Check(CompositionSource source, CompositionCache cache)
    {
        ImmutableArray<SubCompositionNode> path = Path(source, cache);
        ISymbol[] members = [source.Member, .. path.Select(static sub => sub.Member)];
        return path.IsEmpty || !members.OrderBy(PositionOf, StringComparer.Ordinal).First().SameAs(source.Member)
            ? null
            : new(
                FlowDiagnostics.UnreadableComposition,
                path[0].Location,
                path[0].Member.Name,
                $"it contains itself: {string.Join(" → ", members.Select(static member => member.Name))}");
    }

    // A shortest path from the member back to itself; empty if there is none.
    private static ImmutableArray<SubCompositionNode> Path(CompositionSource source, CompositionCache cache)
    {
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        Queue<(CompositionSource Source, ImmutableArray<SubCompositionNode> Path)> open = new();
        open.Enqueue((source, ImmutableArray<SubCompositionNode>.Empty));
        while (open.Count > 0)
        {
            (CompositionSource current, ImmutableArray<SubCompositionNode> path) = open.Dequeue();
            foreach (SubCompositionNode sub in current.SubCompositions)
            {
                if (sub.Member.SameAs(source.Member))
                {
                    return path.Add(sub);
                }

                if (seen.Add(sub.Member) && cache.Get(sub.Member) is { } next)
                {
                    open.Enqueue((next, path.Add(sub)));
                }
            }
        }

        return ImmutableArray<SubCompositionNode>.Empty;
    }

    private static string PositionOf(ISymbol member) => CompositionMember.Declaration(member) is { } declaration
        ? FormattableString.Invariant($"{declaration.SyntaxTree.FilePath}\0{declaration.SpanStart:D10}")
        : "";
}
