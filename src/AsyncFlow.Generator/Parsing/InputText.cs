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
        TypeText.Variable(input.Type),
        input.IsOptional ? DefaultValue.Of(input.First) : null,
        Documentation(input));

    /// <summary>The type of the input in the interface of the flow: a tuple for several inputs; null without inputs.</summary>
    public static string? Interface(ImmutableArray<ParsedInput> inputs) => inputs switch
    {
        [] => null,
        [var only] => TypeText.WithoutDynamic(only.Type),
        _ => $"({string.Join(", ", inputs.Select(static input => TypeText.WithoutDynamic(input.Type) + (IsMemberOfTuples(input.Name) ? "" : " " + TypeText.Identifier(input.Name))))})",
    };

    // The names that an item of a tuple cannot have.
    private static bool IsMemberOfTuples(string name) =>
        name is "Rest" or "CompareTo" or "Deconstruct" or "Equals" or "GetHashCode" or "ToString"
        || (name.StartsWith("Item", StringComparison.Ordinal) && name.Length > 4 && name.Skip(4).All(char.IsDigit));

    /// <summary>What the input is, as plain text: a <c>[Description]</c>, or else the documentation; null if that is not known.</summary>
    public static string? Description(ParsedInput input)
    {
        foreach (IParameterSymbol parameter in input.Parameters)
        {
            AttributeData? attribute = parameter.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass.Is("System.ComponentModel", "DescriptionAttribute"));
            if (attribute?.ConstructorArguments is [{ Value: string text }])
            {
                return text;
            }
        }

        string documented = string.Join(" ", Documentation(input));
        try
        {
            return documented.Length == 0 ? null : XElement.Parse($"<p>{documented}</p>").Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // The description of the first parameter that has one. Empty in a build without documentation, which does not parse comments.
    private static ImmutableArray<string> Documentation(ParsedInput input) => input.Parameters
        .Select(static parameter => DocumentationOf(parameter))
        .FirstOrDefault(static lines => !lines.IsEmpty) is { IsDefault: false } found ? found : ImmutableArray<string>.Empty;

    private static ImmutableArray<string> DocumentationOf(IParameterSymbol parameter)
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
