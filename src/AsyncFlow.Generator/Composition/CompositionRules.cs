using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>Checks a member with <c>[Composition]</c>, independently of the flows that use it.</summary>
internal static class CompositionRules
{
    public static IEnumerable<FlowFinding> Check(ISymbol member, Compilation compilation)
    {
        if (!member.IsComposition())
        {
            return [];
        }

        CompositionCache cache = new(compilation);
        if (cache.Get(member) is not { } source)
        {
            return [];
        }

        return CompositionCycles.Check(source, cache) is { } cycle ? source.Findings.Add(cycle) : source.Findings;
    }
}
