using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Finds the warnings about declarations of the user that generated code would repeat: about obsolete and experimental members and types that
/// the steps use, names of types, compliance with the CLS, and nullability that differs within types. They are reported at the
/// declarations.
/// </summary>
internal static class SuppressedWarnings
{
    private static readonly string[] s_compliance = ["CS3001", "CS3002", "CS3003", "CS3009"];

    public static ImmutableArray<string> For(INamedTypeSymbol flow, ImmutableArray<ParsedStep> steps, Compilation compilation)
    {
        SortedSet<string> ids = new(StringComparer.Ordinal);
        HashSet<ITypeSymbol> seen = new(SymbolEqualityComparer.Default);
        foreach (ParsedStep step in steps)
        {
            AddMember(step.Declaration.Member);
            AddPath(step.Declaration.Receiver);
            AddTypes(step.Declaration, AddType);
            if (step.Condition?.Member is { } condition)
            {
                AddMember(condition);
            }

            foreach (ParsedPolicy policy in step.Policies)
            {
                AddMember(policy.Member);
            }

            foreach (ParsedLock held in step.Locks)
            {
                AddMember(held.Member);
                AddPath(held.Receiver);
                if (held.Key is { } key)
                {
                    AddMember(key.Method);
                    AddType(key.Type);
                }
            }

            if (step.Parameters.Any(parameter => DiffersWithin(parameter, steps)))
            {
                ids.Add("nullable");
            }
        }

        if (UsesForbiddenTypes(steps))
        {
            ids.UnionWith(["CS0612", "CS0618"]);
        }

        if (flow.EnclosingTypes().Prepend(flow).Any(static type => type.Name.All(static letter => letter is >= 'a' and <= 'z')))
        {
            ids.Add("CS8981");
        }

        if (IsCompliant(compilation.Assembly) || IsCompliant(compilation.SourceModule) || flow.EnclosingTypes().Prepend(flow).Any(IsCompliant))
        {
            ids.UnionWith(s_compliance);
        }

        return ids.ToImmutableArray();

        void AddPath(MemberPath? path)
        {
            foreach (ISymbol member in path?.Members ?? ImmutableArray<ISymbol>.Empty)
            {
                AddMember(member);
            }
        }

        void AddMember(ISymbol member)
        {
            Add(member, ids);
            if (member is IPropertySymbol { GetMethod: { } getter })
            {
                Add(getter, ids);
            }

            if (MemberLookup.TypeOf(member) is { } type)
            {
                AddType(type);
            }

            if (member.ContainingType is { } owner && !owner.SameAs(flow))
            {
                AddType(owner);
            }
        }

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

    /// <summary>Whether the signature of a step has a type that only obsolete code may use. The step itself is obsolete then.</summary>
    public static bool UsesForbiddenTypes(ImmutableArray<ParsedStep> steps)
    {
        bool found = false;
        foreach (ParsedStep step in steps)
        {
            AddTypes(step.Declaration, type => found |= type.Mentions(static part => SignatureRules.IsForbidden(part)));
        }

        return found;
    }

    private static void AddTypes(StepDeclaration step, Action<ITypeSymbol> add)
    {
        add(step.Type);
        foreach (ITypeSymbol? type in new[] { step.Return.Result, step.Return.Awaiter, step.SubFlow?.Class, step.SubFlow?.Output })
        {
            if (type is not null)
            {
                add(type);
            }
        }

        foreach (IParameterSymbol parameter in step.Parameters)
        {
            add(parameter.Type);
        }
    }

    // A '!' after the argument hides differences of the type itself, but not all differences of its parts.
    private static bool DiffersWithin(ParsedParameter parameter, ImmutableArray<ParsedStep> steps) =>
        parameter.Producer >= 0
        && (parameter.Element ?? steps[parameter.Producer].Result) is { } given
        && Nullability.Differs(given, parameter.Symbol.Type);

    private static bool IsCompliant(ISymbol symbol) => symbol.GetAttributes().Any(static attribute =>
        attribute.AttributeClass.Is("System", "CLSCompliantAttribute") && attribute.ConstructorArguments is [{ Value: true }]);

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
            else
            {
                AddExperimental(attribute, ids);
            }
        }

        // The attribute on an assembly or a module stands for all of its types.
        if (symbol is ITypeSymbol { ContainingModule: { } module })
        {
            foreach (AttributeData attribute in module.GetAttributes().Concat(module.ContainingAssembly.GetAttributes()))
            {
                AddExperimental(attribute, ids);
            }
        }
    }

    private static void AddExperimental(AttributeData attribute, SortedSet<string> ids)
    {
        if (attribute.AttributeClass.Is("System.Diagnostics.CodeAnalysis", "ExperimentalAttribute") && attribute.ConstructorArguments is [{ Value: string id }, ..])
        {
            ids.Add(id);
        }
    }
}
