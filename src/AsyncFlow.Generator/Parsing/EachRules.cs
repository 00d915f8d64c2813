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

        return each.MaxConcurrency < 0
            ? new(FlowDiagnostics.InvalidArgument, Value(attributes[0]) ?? step.Location, "MaxConcurrency", each.Parameter.Name, each.MaxConcurrency, "use 0 for no limit")
            : null;

        FlowFinding Unsupported(string reason, Location? location) => new(FlowDiagnostics.UnsupportedStep, location ?? step.Location, step.Name, owner.Name, reason);
    }

    private static Location? LocationOf(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation();

    private static Location? Value(AttributeData attribute) => (attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments
        .FirstOrDefault(static argument => argument.NameEquals?.Name.Identifier.ValueText == "MaxConcurrency")?.Expression.GetLocation();
}
