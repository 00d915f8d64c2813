using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Finds the warnings that the user's declarations carry: that a step, or a type in its signature, is obsolete or
/// experimental. They are for those who call by hand; the generated code only does what it was asked to.
/// </summary>
internal static class SuppressedWarnings
{
    public static ImmutableArray<string> For(ImmutableArray<ParsedStep> steps)
    {
        SortedSet<string> ids = new(StringComparer.Ordinal);
        HashSet<ITypeSymbol> seen = new(SymbolEqualityComparer.Default);
        foreach (ParsedStep step in steps)
        {
            Add(step.Declaration.Member, ids);
            Look(step.Declaration.Type);
            foreach (ParsedParameter parameter in step.Parameters)
            {
                Look(parameter.Symbol.Type);
            }

            if (step.Condition?.Member is { } condition)
            {
                Add(condition, ids);
            }

            foreach (ParsedLock held in step.Locks)
            {
                Add(held.Member, ids);
            }
        }

        return ids.ToImmutableArray();

        void Look(ITypeSymbol type)
        {
            if (seen.Add(type))
            {
                type.Mentions(part =>
                {
                    Add(part, ids);
                    return false;
                });
            }
        }
    }

    private static void Add(ISymbol symbol, SortedSet<string> ids)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.Is("System", "ObsoleteAttribute"))
            {
                // The second is for a message, the first for none; a library may give an id of its own.
                ids.Add(attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "DiagnosticId").Value.Value as string
                    ?? (attribute.ConstructorArguments.IsEmpty ? "CS0612" : "CS0618"));
            }
            else if (attribute.AttributeClass.Is("System.Diagnostics.CodeAnalysis", "ExperimentalAttribute")
                && attribute.ConstructorArguments is [{ Value: string id }, ..])
            {
                ids.Add(id);
            }
        }
    }
}
