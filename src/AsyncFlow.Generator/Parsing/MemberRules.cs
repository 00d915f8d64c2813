using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>What can be said of a member whatever flow it belongs to, and of one that belongs to none.</summary>
internal static class MemberRules
{
    public static IEnumerable<FlowFinding> Check(ISymbol member, Compilation compilation)
    {
        if (member.FindAttribute("StepAttribute") is not { } attribute)
        {
            return OutsideOfSteps(member);
        }

        // A flow's own steps are the flow's to report; this is for steps that a base class shares.
        INamedTypeSymbol owner = member.ContainingType;
        return !owner.IsFlow()
            && StepDeclaration.Of(member, attribute, owner, compilation, isInherited: false) is { } step
            && StepRules.Mistake(step, owner) is { } finding
                ? [finding]
                : [];
    }

    private static IEnumerable<FlowFinding> OutsideOfSteps(ISymbol member)
    {
        foreach (string name in new[] { "WithLock", "Output", "When" })
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
            foreach (string name in new[] { "From", "Each" })
            {
                if (parameter.FindAttribute(name + "Attribute") is { } attribute)
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

    private static string Kind(ISymbol member) => member switch
    {
        IFieldSymbol => "field",
        IPropertySymbol => "property",
        _ => "method",
    };
}
