using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Durable;

/// <summary>The attributes of System.Text.Json.</summary>
internal static class JsonAttributes
{
    public const string Namespace = "System.Text.Json.Serialization";

    public static bool HasJson(this ISymbol symbol, string attribute) => symbol.FindJson(attribute).Any();

    /// <summary>The types that attributes name in their first argument.</summary>
    public static IEnumerable<ITypeSymbol> TypesInJson(this ISymbol symbol, string attribute) =>
        symbol.FindJson(attribute).Select(static found => found.ConstructorArguments.FirstOrDefault().Value).OfType<ITypeSymbol>();

    private static IEnumerable<AttributeData> FindJson(this ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Where(known => known.AttributeClass.Is(Namespace, attribute) || known.AttributeClass.Is(Namespace, attribute, 1));
}
