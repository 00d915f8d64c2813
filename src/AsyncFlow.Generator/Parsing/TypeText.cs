using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Types and names as generated code writes them.</summary>
internal static class TypeText
{
    private static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_own = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat s_hint = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat s_namespace = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    public static string Namespace(INamespaceSymbol @namespace) => @namespace.ToDisplayString(s_namespace);

    /// <summary>The type from <c>global::</c> on, with nullable annotations.</summary>
    public static string Full(ITypeSymbol type) => type.ToDisplayString(s_full);

    /// <summary>As <see cref="Full"/>, for a variable: using a <c>dynamic</c> one would bind calls at run time.</summary>
    public static string Variable(ITypeSymbol type) => type.TypeKind != TypeKind.Dynamic ? Full(type)
        : type.NullableAnnotation == NullableAnnotation.Annotated ? "object?"
        : "object";

    /// <summary>As <see cref="Full"/>, with <c>object</c> for <c>dynamic</c>, which an interface that a class implements cannot have.</summary>
    public static string WithoutDynamic(ITypeSymbol type) =>
        string.Concat(type.ToDisplayParts(s_full).Select(static part => part.Symbol is IDynamicTypeSymbol ? "object" : part.ToString()));

    /// <summary>The head of a part of the type: <c>partial record struct Pair&lt;T&gt;</c>.</summary>
    public static string Part(INamedTypeSymbol type) => $"partial {Keyword(type)} {type.ToDisplayString(s_own)}";

    /// <summary>An identifier, escaped where it could be read as a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>A file name that no other type of the compilation has.</summary>
    public static string HintName(INamedTypeSymbol type)
    {
        string name = type.ToDisplayString(s_hint).Replace('<', '{').Replace('>', '}');
        return string.Concat(name.Select(static c => char.IsLetterOrDigit(c) || "._-,{} ".IndexOf(c) >= 0 ? c.ToString() : $"-{(int)c:X4}")) + ".g.cs";
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
