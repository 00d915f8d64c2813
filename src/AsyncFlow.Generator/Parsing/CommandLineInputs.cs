using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Writes how the inputs of a flow are read from a command line, if the project references the package for that.</summary>
internal static class CommandLineInputs
{
    private const string Input = "global::AsyncFlow.CommandLine.FlowInput";

    public static ImmutableArray<CommandLineInputModel> Of(INamedTypeSymbol flow, ImmutableArray<ParsedInput> inputs, Compilation compilation) =>
        inputs.IsEmpty || flow.IsStatic || compilation.GetTypeByMetadataName("AsyncFlow.CommandLine.ICommandLineFlow") is null
            ? ImmutableArray<CommandLineInputModel>.Empty
            : inputs.Select(input => Model(input, flow, compilation)).ToImmutableArray();

    private static CommandLineInputModel Model(ParsedInput input, INamedTypeSymbol flow, Compilation compilation)
    {
        string about = $"{Literal(input.Name)}, {(InputText.Description(input) is { } description ? Literal(description) : "null")}";
        string? value = input.IsOptional ? DefaultValue.Of(input.First) : null;
        string type = TypeText.Full(input.Type);
        if (ElementOf(input.Type) is { } element && Parse(element, flow, compilation) is { } parseElement)
        {
            string item = TypeText.Full(element);
            return new(value is null ? $"{Input}.RequiredList<{item}>({about}, {parseElement})" : $"{Input}.OptionalList<{item}>({about}, {parseElement}, ({item}[]?){value})", $"{item}[]");
        }

        string declaration = Parse(input.Type, flow, compilation) is { } parse
            ? value is null ? $"{Input}.Required<{type}>({about}, {parse})" : $"{Input}.Optional<{type}>({about}, {parse}, {value})"
            : $"{Input}.Unreadable<{type}>({Literal(input.Name)}{(value is null ? "" : $", {value}")})";
        return new(declaration, type);
    }

    // A list that an array can be.
    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { TypeKind: TypeKind.Interface, TypeArguments: [var element] } list when list.OriginalDefinition.SpecialType
            is SpecialType.System_Collections_Generic_IEnumerable_T
            or SpecialType.System_Collections_Generic_IReadOnlyList_T
            or SpecialType.System_Collections_Generic_IReadOnlyCollection_T => element,
        _ => null,
    };

    // The function that makes a value of a text; null if there is none.
    private static string? Parse(ITypeSymbol type, INamedTypeSymbol flow, Compilation compilation)
    {
        ITypeSymbol plain = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] } ? value : type;
        string name = TypeText.Full(plain.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
        return plain.SpecialType == SpecialType.System_String ? "static text => text"
            : plain.TypeKind == TypeKind.Enum ? $"static text => {Input}.ParseEnum<{name}>(text)"
            : IsParsable(plain) ? $"static text => {Input}.Parse<{name}>(text)"
            : HasTextConstructor(plain, flow, compilation) ? $"static text => new {name}(text)"
            : null;
    }

    private static bool IsParsable(ITypeSymbol type) =>
        type.AllInterfaces.Any(implemented => implemented.Is("System", "IParsable", arity: 1) && implemented.TypeArguments[0].SameAs(type));

    private static bool HasTextConstructor(ITypeSymbol type, INamedTypeSymbol flow, Compilation compilation) =>
        type is INamedTypeSymbol { IsAbstract: false, TypeKind: TypeKind.Class or TypeKind.Struct } named
        && named.InstanceConstructors.Any(constructor => constructor.Parameters is [{ Type.SpecialType: SpecialType.System_String }] && compilation.IsSymbolAccessibleWithin(constructor, flow));

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
