using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>What can be said of a method whatever flow it belongs to, and of one that belongs to none.</summary>
internal static class MethodRules
{
    public static IEnumerable<FlowFinding> Check(IMethodSymbol method, Compilation compilation)
    {
        if (method.FindAttribute("StepAttribute") is not { } step)
        {
            return OutsideOfSteps(method);
        }

        // A flow's own steps are the flow's to report; this is for steps that a base class shares.
        INamedTypeSymbol owner = method.ContainingType;
        return !owner.IsFlow() && SignatureRules.Check(StepDeclaration.OfMethod(method, step, owner, compilation, isInherited: false), owner) is { } finding
            ? [finding]
            : [];
    }

    private static IEnumerable<FlowFinding> OutsideOfSteps(IMethodSymbol method)
    {
        foreach (string name in new[] { "WithLock", "Output" })
        {
            if (method.FindAttribute(name + "Attribute") is { } attribute)
            {
                yield return Finding(name, attribute, $"the method '{method.Name}'");
            }
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.FindAttribute("FromAttribute") is { } attribute)
            {
                yield return Finding("From", attribute, $"the parameter '{parameter.Name}'");
            }
        }

        FlowFinding Finding(string name, AttributeData attribute, string target) => new(
            FlowDiagnostics.NoStep,
            attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? method.LocationOr(method),
            name,
            target,
            method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name);
    }
}
