using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>What can be said of a member with <c>[Composition]</c> whatever flow is made of it.</summary>
internal static class CompositionRules
{
    public static IEnumerable<FlowFinding> Check(ISymbol member, Compilation compilation)
    {
        if (!member.IsComposition())
        {
            return [];
        }

        CompositionCache sources = new(compilation);
        if (sources.Get(member) is not { } source)
        {
            return [];
        }

        return CompositionCycles.Check(source, sources) is { } circle ? source.Findings.Add(circle) : source.Findings;
    }
}
