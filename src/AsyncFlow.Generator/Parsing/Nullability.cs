using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Compares the nullable annotations of types.</summary>
internal static class Nullability
{
    /// <summary>
    /// Whether a value of one type may contain null where the other type says that it does not: <c>List&lt;string?&gt;</c> as <c>List&lt;string&gt;</c>.
    /// The types themselves are not compared, only their parts.
    /// </summary>
    /// <param name="given">The type of the value.</param>
    /// <param name="wanted">The type that takes the value. It may be a base class or an interface of the other type.</param>
    public static bool LosesNull(ITypeSymbol given, ITypeSymbol wanted) => Find(given, wanted, static (given, wanted) => MayBeNull(given) && IsNotNull(wanted));

    /// <summary>Whether parts of the types differ in their annotations, so that the compiler warns about a conversion.</summary>
    /// <inheritdoc cref="LosesNull"/>
    public static bool Differs(ITypeSymbol given, ITypeSymbol wanted) => Find(given, wanted, static (given, wanted) =>
        (MayBeNull(given) && IsNotNull(wanted)) || (IsNotNull(given) && MayBeNull(wanted)));

    private static bool Find(ITypeSymbol given, ITypeSymbol wanted, Func<ITypeSymbol, ITypeSymbol, bool> differ) =>
        Parts(given, wanted).Any(pair => differ(pair.Given, pair.Wanted) || Find(pair.Given, pair.Wanted, differ));

    private static IEnumerable<(ITypeSymbol Given, ITypeSymbol Wanted)> Parts(ITypeSymbol given, ITypeSymbol wanted)
    {
        switch (given, wanted)
        {
            case (IArrayTypeSymbol array, IArrayTypeSymbol other):
                return [(array.ElementType, other.ElementType)];
            case (INamedTypeSymbol { IsTupleType: true } tuple, INamedTypeSymbol { IsTupleType: true } other) when tuple.TupleElements.Length == other.TupleElements.Length:
                return tuple.TupleElements.Zip(other.TupleElements, static (left, right) => (left.Type, right.Type));
            case (INamedTypeSymbol { IsGenericType: true }, INamedTypeSymbol { IsGenericType: true } other):
                return Constructed(given, other) is { } same ? same.TypeArguments.Zip(other.TypeArguments, static (left, right) => (left, right)) : [];
            default:
                return [];
        }
    }

    // The type itself, or the base class or interface of it, that has the same definition.
    private static INamedTypeSymbol? Constructed(ITypeSymbol given, INamedTypeSymbol wanted) => given.BaseClasses()
        .Cast<ITypeSymbol>()
        .Prepend(given)
        .Concat(given.Interfaces())
        .OfType<INamedTypeSymbol>()
        .FirstOrDefault(type => type.OriginalDefinition.SameAs(wanted.OriginalDefinition));

    private static bool MayBeNull(ITypeSymbol type) => type is { IsValueType: false, NullableAnnotation: NullableAnnotation.Annotated };

    private static bool IsNotNull(ITypeSymbol type) => type is { IsValueType: false, NullableAnnotation: NullableAnnotation.NotAnnotated };
}
