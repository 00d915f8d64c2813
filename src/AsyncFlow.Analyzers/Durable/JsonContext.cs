using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Durable;

/// <summary>What a <c>JsonSerializerContext</c> can write: the types that it names, and those within them.</summary>
internal static class JsonContext
{
    /// <summary>Whether a class is such a context, of the kind that the compiler completes.</summary>
    public static bool IsContext(INamedTypeSymbol type) => type.BaseType.Is(JsonAttributes.Namespace, "JsonSerializerContext") && type.HasJson("JsonSerializableAttribute");

    /// <summary>The types that a context cannot write, each once.</summary>
    public static IReadOnlyList<ITypeSymbol> Missing(INamedTypeSymbol context, IEnumerable<ITypeSymbol> payloads)
    {
        HashSet<ITypeSymbol> known = Known(context);
        List<ITypeSymbol> missing = [];
        foreach (ITypeSymbol payload in payloads)
        {
            // A null of a reference type is of the same type.
            ITypeSymbol type = payload.WithNullableAnnotation(NullableAnnotation.None);
            if (type.TypeKind is not (TypeKind.Error or TypeKind.TypeParameter) && !known.Contains(type) && !missing.Exists(other => other.SameAs(type)))
            {
                missing.Add(type);
            }
        }

        return missing;
    }

    // The compiler looks for what a type contains in the same way. What is found here beyond that only keeps a warning away.
    private static HashSet<ITypeSymbol> Known(INamedTypeSymbol context)
    {
        HashSet<ITypeSymbol> known = new(SymbolEqualityComparer.Default);
        Stack<ITypeSymbol> open = new(context.TypesInJson("JsonSerializableAttribute"));
        while (open.Count > 0)
        {
            ITypeSymbol type = open.Pop();
            if (!known.Add(type))
            {
                continue;
            }

            foreach (ITypeSymbol part in PartsOf(type))
            {
                open.Push(part.WithNullableAnnotation(NullableAnnotation.None));
            }
        }

        return known;
    }

    private static IEnumerable<ITypeSymbol> PartsOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return [array.ElementType];
        }

        if (type is not INamedTypeSymbol named)
        {
            return [];
        }

        IEnumerable<ITypeSymbol> arguments = named.TypeArguments.Concat(named.AllInterfaces.Where(ElementTypes.IsSequence).SelectMany(static parent => parent.TypeArguments));
        return IsValue(named) ? arguments : arguments
            .Concat(named.BaseClasses().Cast<ITypeSymbol>().Prepend(named).SelectMany(static level => level.GetMembers()).Where(static member => !member.IsStatic).Select(MemberLookup.TypeOf).OfType<ITypeSymbol>())
            .Concat(named.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).Select(static parameter => parameter.Type))
            .Concat(named.TypesInJson("JsonDerivedTypeAttribute"));
    }

    // A number, a text or a time: its members are not written.
    private static bool IsValue(INamedTypeSymbol type) => type.SpecialType != SpecialType.None || type.TypeKind == TypeKind.Enum || type.ContainingNamespace?.ToDisplayString() is "System" or "System.Numerics";
}
