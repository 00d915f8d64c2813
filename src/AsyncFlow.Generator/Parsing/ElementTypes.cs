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

    /// <summary>Whether the elements come asynchronously: the list is an <c>IAsyncEnumerable</c> and no <c>IEnumerable</c>.</summary>
    /// <param name="list">The type of the list.</param>
    /// <param name="element">The type of its elements.</param>
    public static bool IsAsync(ITypeSymbol list, ITypeSymbol element)
    {
        INamedTypeSymbol[] parents = [.. list.Interfaces().Prepend(list).OfType<INamedTypeSymbol>()];
        return !parents.Any(parent => IsSequence(parent) && parent.TypeArguments[0].SameAs(element)) && parents.Any(IsAsyncSequence);
    }

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
                .Where(static parent => IsSequence(parent) || IsAsyncSequence(parent))
                .Select(static parent => parent.TypeArguments[0])
                .Where(element => fits(element, wanted)),
        ];
        return fitting.FirstOrDefault(element => element.SameAs(wanted)) ?? fitting.FirstOrDefault();
    }

    /// <summary>Whether a type is <c>IEnumerable</c> of something.</summary>
    public static bool IsSequence(INamedTypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T;

    /// <summary>Whether a type is <c>IAsyncEnumerable</c> of something.</summary>
    public static bool IsAsyncSequence(INamedTypeSymbol type) => type.Is("System.Collections.Generic", "IAsyncEnumerable", arity: 1);
}
