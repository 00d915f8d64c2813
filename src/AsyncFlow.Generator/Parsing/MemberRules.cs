using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks a member independently of the flows that it belongs to.</summary>
internal static class MemberRules
{
    public static IEnumerable<FlowFinding> Check(ISymbol member, Compilation compilation)
    {
        if (member.FindAttribute("StepAttribute") is not { } attribute)
        {
            return OutsideOfSteps(member);
        }

        // The flow reports errors in its own steps. Here, steps of base classes that are not flows are checked.
        INamedTypeSymbol owner = member.ContainingType;
        return !owner.IsFlow()
            && StepDeclaration.Of(member, attribute, owner, compilation, isInherited: false) is { } step
            && StepRules.FindError(step, owner) is { } finding
                ? [finding]
                : [];
    }

    private static IEnumerable<FlowFinding> OutsideOfSteps(ISymbol member)
    {
        foreach (string name in new[] { "WithLock", "WithPolicy", "Output", "When", "Owned" })
        {
            if (member.FindAttribute(name + "Attribute") is { } attribute)
            {
                yield return Finding(name, attribute, $"the {Kind(member)} '{member.Name}'");
            }
        }

        if (member is not IMethodSymbol method)
        {
            yield break;
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            foreach (string name in new[] { "From", "Each", "Input" })
            {
                if (!(name == "Input" && CanBeComposed(method)) && parameter.FindAttribute(name + "Attribute") is { } attribute)
                {
                    yield return Finding(name, attribute, $"the parameter '{parameter.Name}'");
                }
            }
        }

        FlowFinding Finding(string name, AttributeData attribute, string target) => new(
            FlowDiagnostics.NotAStep,
            attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? member.LocationOr(member),
            name,
            target,
            member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? member.ContainingType.Name : member.Name);
    }

    // Compositions, also those of other classes, use methods without [Step], whose parameters can be inputs.
    private static bool CanBeComposed(IMethodSymbol method) =>
        !method.ContainingType.IsFlow() || method.ContainingType.GetMembers().Any(static member => member.FindAttribute("CompositionAttribute") is not null);

    private static string Kind(ISymbol member) => member switch
    {
        IFieldSymbol => "field",
        IPropertySymbol => "property",
        _ => "method",
    };
}
