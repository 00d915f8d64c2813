using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Extensions of symbols. Types are recognized by name. This is cheaper than looking them up in every new compilation, and
/// correct when a compilation references two versions of an assembly.
/// </summary>
internal static class SymbolExtensions
{
    public static bool Is(this ITypeSymbol? type, string @namespace, string name, int arity = 0) =>
        type is INamedTypeSymbol named
        && named.Arity == arity
        && named.Name == name
        && named.ContainingType is null
        && named.ContainingNamespace is { } container && container.IsNamed(@namespace);

    public static AttributeData? FindAttribute(this ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.Is("AsyncFlow", name))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>All attributes of a name, for one that may be repeated.</summary>
    public static IEnumerable<AttributeData> FindAttributes(this ISymbol symbol, string name) =>
        symbol.GetAttributes().Where(attribute => attribute.AttributeClass.Is("AsyncFlow", name));

    public static bool IsFlow(this INamedTypeSymbol type) => type.FindAttribute("FlowAttribute") is not null;

    /// <summary>The base classes of a type, nearest first, without <see cref="object"/>.</summary>
    public static IEnumerable<INamedTypeSymbol> BaseClasses(this ITypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type.BaseType; ancestor is { SpecialType: not SpecialType.System_Object }; ancestor = ancestor.BaseType)
        {
            yield return ancestor;
        }
    }

    /// <summary>The interfaces of a type. For a type parameter, they include the interfaces of its constraints.</summary>
    public static IEnumerable<ITypeSymbol> Interfaces(this ITypeSymbol type) => type is ITypeParameterSymbol parameter
        ? parameter.ConstraintTypes.SelectMany(static constraint => constraint.Interfaces().Prepend(constraint))
        : type.AllInterfaces;

    /// <summary>The enclosing types of a type, innermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> EnclosingTypes(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            yield return outer;
        }
    }

    public static bool SameAs(this ISymbol? left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);

    /// <summary>Whether the type, or a type that it is constructed from, satisfies a condition.</summary>
    public static bool Mentions(this ITypeSymbol type, Func<ITypeSymbol, bool> condition) => condition(type) || type switch
    {
        IArrayTypeSymbol array => array.ElementType.Mentions(condition),
        IPointerTypeSymbol pointer => pointer.PointedAtType.Mentions(condition),
        INamedTypeSymbol named => named.TypeArguments.Any(argument => argument.Mentions(condition))
            || (named.ContainingType?.Mentions(condition) ?? false),
        _ => false,
    };

    /// <summary>Whether a class can use a type, including the types that it is constructed from.</summary>
    public static bool IsAccessible(this Compilation compilation, ITypeSymbol type, INamedTypeSymbol within) =>
        !type.Mentions(part => part is INamedTypeSymbol { TypeKind: not TypeKind.Error } named && !compilation.IsSymbolAccessibleWithin(named.OriginalDefinition, within));

    /// <summary>The type as shown in messages.</summary>
    public static string Display(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    /// <summary>The location of the symbol in source, or the location of the fallback.</summary>
    public static Location LocationOr(this ISymbol symbol, ISymbol fallback) =>
        symbol.Locations.FirstOrDefault(static location => location.IsInSource)
        ?? fallback.Locations.FirstOrDefault()
        ?? Location.None;

    private static bool IsNamed(this INamespaceSymbol @namespace, string name)
    {
        int end = name.Length;
        while (!@namespace.IsGlobalNamespace)
        {
            int start = end - @namespace.Name.Length;
            if (start < 0 || string.CompareOrdinal(name, start, @namespace.Name, 0, @namespace.Name.Length) != 0)
            {
                return false;
            }

            if (start == 0)
            {
                return @namespace.ContainingNamespace.IsGlobalNamespace;
            }

            if (name[start - 1] != '.')
            {
                return false;
            }

            end = start - 1;
            @namespace = @namespace.ContainingNamespace;
        }

        return false;
    }
}
