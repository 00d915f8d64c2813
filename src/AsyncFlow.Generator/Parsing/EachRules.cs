using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks a step that runs once for each element (FLOW006, FLOW015).</summary>
internal static class EachRules
{
    /// <summary>The error of the step, if it has one.</summary>
    public static FlowFinding? Check(StepDeclaration step, INamedTypeSymbol owner)
    {
        if (step.Each is not { Argument: not null } each)
        {
            return null;
        }

        AttributeData[] attributes = [.. step.Parameters.Select(static parameter => parameter.FindAttribute("EachAttribute")).OfType<AttributeData>()];
        if (attributes is [_, var second, ..])
        {
            return Unsupported("it can have only one [Each] parameter; combine the lists in an earlier step", LocationOf(second));
        }

        if (each.Parameter.FindAttribute("FromAttribute") is { } from)
        {
            return Unsupported($"its parameter '{each.Parameter.Name}' has both [Each] and [From]; use one of them", LocationOf(from));
        }

        return each.MaxConcurrency < 0 ? Negative("MaxConcurrency", each.MaxConcurrency, "use 0 for no limit")
            : each.Buffer < 0 ? Negative("Buffer", each.Buffer, "use 0 for as many as MaxConcurrency")
            : null;

        FlowFinding Negative(string name, int value, string advice) =>
            new(FlowDiagnostics.InvalidArgument, Value(attributes[0], name) ?? step.Location, name, each.Parameter.Name, value, advice);

        FlowFinding Unsupported(string reason, Location? location) => new(FlowDiagnostics.UnsupportedStep, location ?? step.Location, step.Name, owner.Name, reason);
    }

    private static Location? LocationOf(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation();

    private static Location? Value(AttributeData attribute, string name) => (attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments
        .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Expression.GetLocation();
}
