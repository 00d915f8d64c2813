using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the element type of a list.</summary>
internal static class ElementTypes
{
    /// <summary>Whether a list holds its elements already, so that enumerating it runs no user code.</summary>
    /// <param name="list">The type of the list.</param>
    public static bool IsCollection(ITypeSymbol list) => list is IArrayTypeSymbol or IDynamicTypeSymbol || list.Interfaces().Prepend(list)
        .OfType<INamedTypeSymbol>()
        .Any(static parent => parent.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_ICollection_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T);

    /// <summary>The element type of a list, if the elements fit a parameter. Of several types, an exact match is preferred.</summary>
    /// <param name="list">The type of the list.</param>
    /// <param name="wanted">The type of the parameter.</param>
    /// <param name="fits">Whether a value of the first type can be passed to a parameter of the second type.</param>
    public static ITypeSymbol? Find(ITypeSymbol list, ITypeSymbol wanted, Func<ITypeSymbol, ITypeSymbol, bool> fits)
    {
        ITypeSymbol[] fitting =
        [
            .. list.Interfaces().Prepend(list)
                .OfType<INamedTypeSymbol>()
                .Where(static parent => parent.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
                .Select(static parent => parent.TypeArguments[0])
                .Where(element => fits(element, wanted)),
        ];
        return fitting.FirstOrDefault(element => element.SameAs(wanted)) ?? fitting.FirstOrDefault();
    }
}
