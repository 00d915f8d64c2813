using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Writes types and names for generated code.</summary>
internal static class TypeText
{
    private static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_file = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat s_namespace = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    public static string Namespace(INamespaceSymbol @namespace) => @namespace.ToDisplayString(s_namespace);

    /// <summary>The type with <c>global::</c> and nullable annotations.</summary>
    public static string Full(ITypeSymbol type) => type.ToDisplayString(s_full);

    /// <summary>Like <see cref="Full"/>, for a variable. A <c>dynamic</c> variable would bind calls at run time.</summary>
    public static string Variable(ITypeSymbol type) => type.TypeKind != TypeKind.Dynamic ? Full(type)
        : type.NullableAnnotation == NullableAnnotation.Annotated ? "object?"
        : "object";

    /// <summary>Like <see cref="Variable"/>, for <c>typeof</c>: a null of a reference type is of the same type.</summary>
    public static string TypeOf(ITypeSymbol type) => Variable(type.IsValueType ? type : type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));

    /// <summary>Like <see cref="Full"/>, with <c>object</c> for <c>dynamic</c>, which is not allowed in an implemented interface.</summary>
    public static string WithoutDynamic(ITypeSymbol type) =>
        string.Concat(type.ToDisplayParts(s_full).Select(static part => part.Symbol is IDynamicTypeSymbol ? "object" : part.ToString()));

    /// <summary>The declaration of a part of the type: <c>partial record struct Pair&lt;T&gt;</c>.</summary>
    public static string Part(INamedTypeSymbol type)
    {
        string parameters = type.Arity == 0 ? "" : $"<{string.Join(", ", type.TypeParameters.Select(static parameter => Identifier(parameter.Name)))}>";
        return $"partial {Keyword(type)} {Identifier(type.Name)}{parameters}";
    }

    /// <summary>An identifier, escaped if it could be a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>The name of the type's file. Characters that a hint name cannot contain are escaped.</summary>
    public static FileName FileName(INamedTypeSymbol type)
    {
        string name = type.ToDisplayString(s_file).Replace('<', '{').Replace('>', '}');
        return new(string.Concat(name.Select(static c => char.IsLetterOrDigit(c) || "._-,{} ".IndexOf(c) >= 0 ? c.ToString() : $"-{(int)c:X4}")), type.EnclosingTypes().Count());
    }

    private static string Keyword(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => "record struct",
        (true, _) => "record",
        (_, TypeKind.Struct) => "struct",
        (_, TypeKind.Interface) => "interface",
        _ => "class",
    };
}
