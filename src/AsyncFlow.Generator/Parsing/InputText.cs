using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Writes the inputs of a flow for generated code.</summary>
internal static class InputText
{
    public static InputModel Model(ParsedInput input) => new(
        TypeText.Identifier(input.Name),
        TypeText.Full(input.Type),
        input.IsOptional ? DefaultValue.Of(input.First) : null,
        Documentation(input));

    /// <summary>The type of the input in the interface of the flow: a tuple for several inputs; null without inputs.</summary>
    public static string? Interface(ImmutableArray<ParsedInput> inputs) => inputs switch
    {
        [] => null,
        [var only] => TypeText.WithoutDynamic(only.Type),
        _ => $"({string.Join(", ", inputs.Select(static input => $"{TypeText.WithoutDynamic(input.Type)} {TypeText.Identifier(input.Name)}"))})",
    };

    // The description of the first parameter that has one. Empty in a build without documentation, which does not parse comments.
    private static ImmutableArray<string> Documentation(ParsedInput input) => input.Parameters
        .Select(static parameter => Description(parameter))
        .FirstOrDefault(static lines => !lines.IsEmpty) is { IsDefault: false } found ? found : ImmutableArray<string>.Empty;

    private static ImmutableArray<string> Description(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol.GetDocumentationCommentXml() is not { Length: > 0 } text)
        {
            return ImmutableArray<string>.Empty;
        }

        try
        {
            XElement? description = XDocument.Parse(text).Descendants("param").FirstOrDefault(element => element.Attribute("name")?.Value == parameter.Name);
            return description is null
                ? ImmutableArray<string>.Empty
                : string.Concat(description.Nodes()).Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0).ToImmutableArray();
        }
        catch (XmlException)
        {
            // The compiler reports comments that are not XML.
            return ImmutableArray<string>.Empty;
        }
    }
}
