using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Methods that cannot be trimmed, or need code generation at run time. The warnings about their calls belong to the steps: generated code maps
/// the calls to the source of the steps, and repeats the attributes with which the user suppresses such warnings.
/// </summary>
internal static class TrimWarnings
{
    private const string CodeAnalysis = "System.Diagnostics.CodeAnalysis";

    /// <summary>The directive that maps the call of a step to its declaration; null if no such warning is possible.</summary>
    public static string? Directive(StepDeclaration step)
    {
        if (step.Method is not { } method || !method.GetAttributes().Any(IsRequirement) || step.Location is not { IsInSource: true, SourceTree.FilePath: { Length: > 0 } path })
        {
            return null;
        }

        FileLinePositionSpan span = step.Location.GetLineSpan();
        return FormattableString.Invariant($"#line ({span.StartLinePosition.Line + 1}, {span.StartLinePosition.Character + 1}) - ({span.EndLinePosition.Line + 1}, {span.EndLinePosition.Character + 1}) \"{path}\"");
    }

    /// <summary>The attributes of the class that runs the flow.</summary>
    public static ImmutableArray<string> Attributes(INamedTypeSymbol flow, ImmutableArray<ParsedStep> steps) => flow.GetAttributes()
        .Where(static attribute => IsRequirement(attribute) || IsSuppression(attribute))
        .Concat(steps.Where(static step => step.Method is not null).SelectMany(static step => step.Method!.GetAttributes()).Where(IsSuppression))
        .Select(Text)
        .Distinct()
        .ToImmutableArray();

    private static bool IsRequirement(AttributeData attribute) => IsOneOf(attribute, "RequiresUnreferencedCodeAttribute", "RequiresDynamicCodeAttribute", "RequiresAssemblyFilesAttribute");

    private static bool IsSuppression(AttributeData attribute) =>
        IsOneOf(attribute, "UnconditionalSuppressMessageAttribute") && attribute.ConstructorArguments is [_, { Value: string id }] && id.StartsWith("IL", StringComparison.Ordinal);

    private static bool IsOneOf(AttributeData attribute, params string[] names) =>
        attribute.AttributeClass is { } type && names.Contains(type.Name) && type.Is(CodeAnalysis, type.Name);

    // All arguments of these attributes are strings.
    private static string Text(AttributeData attribute)
    {
        IEnumerable<string> arguments = attribute.ConstructorArguments.Select(static argument => Literal(argument))
            .Concat(attribute.NamedArguments.Where(static argument => argument.Value.Value is string).Select(static argument => $"{argument.Key} = {Literal(argument.Value)}"));
        return $"[{TypeText.Full(attribute.AttributeClass!)}({string.Join(", ", arguments)})]";
    }

    private static string Literal(TypedConstant argument) => argument.Value is string text ? SymbolDisplay.FormatLiteral(text, quote: true) : "null";
}
