using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Finds the obsolete and experimental members and types that the steps use. Generated code must suppress these warnings,
/// which are meant for callers in the user's code.
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
            AddType(step.Declaration.Type);
            foreach (ParsedParameter parameter in step.Parameters)
            {
                AddType(parameter.Symbol.Type);
            }

            if (step.Condition?.Member is { } condition)
            {
                Add(condition, ids);
            }

            foreach (ParsedPolicy policy in step.Policies)
            {
                Add(policy.Member, ids);
            }

            foreach (ParsedLock held in step.Locks)
            {
                Add(held.Member, ids);
                if (held.Key is { } key)
                {
                    Add(key.Method, ids);
                    AddType(key.Type);
                }
            }
        }

        return ids.ToImmutableArray();

        void AddType(ITypeSymbol type)
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
                // CS0612 is for an attribute without a message, CS0618 for one with a message. A library can define its own
                // id.
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
