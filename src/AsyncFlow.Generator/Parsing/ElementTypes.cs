using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>What a list is a list of.</summary>
internal static class ElementTypes
{
    /// <summary>The element type of a list, where the elements are what a parameter wants: that very type, if there are several.</summary>
    /// <param name="list">The list's type.</param>
    /// <param name="wanted">The parameter's.</param>
    /// <param name="fits">Whether a value of the first type can be handed to a parameter of the second.</param>
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
