using System.Collections.Immutable;
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

    // One finding for a member, since the missing [Step] is one mistake. The other attributes are additional locations.
    private static IEnumerable<FlowFinding> OutsideOfSteps(ISymbol member)
    {
        (string Name, AttributeData Attribute, string Target)[] useless =
        [
            .. Attributes(member, "WithLock", "WithPolicy", "Output", "When", "Owned", "Keep").Where(found => found.Name != "Keep" || !IsComposed(member)).Select(found => (found.Name, found.Attribute, $"the {Kind(member)} '{member.Name}'")),
            .. member is IMethodSymbol method
                ? method.Parameters.SelectMany(parameter => Attributes(parameter, [.. IsStop(method) ? (string[])[] : ["From"], "Each", .. CanBeComposed(method) ? (string[])[] : ["Input"]]).Select(found => (found.Name, found.Attribute, $"the parameter '{parameter.Name}'")))
                : [],
        ];
        if (useless is not [var first, ..])
        {
            return [];
        }

        return
        [
            new(
                FlowDiagnostics.NotAStep,
                LocationOf(first.Attribute),
                first.Name,
                first.Target,
                member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? member.ContainingType.Name : member.Name)
            {
                AdditionalLocations = useless.Skip(1).Select(other => LocationOf(other.Attribute)).ToImmutableArray(),
            },
        ];

        Location LocationOf(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? member.LocationOr(member);
    }

    private static IEnumerable<(string Name, AttributeData Attribute)> Attributes(ISymbol symbol, params string[] names)
    {
        foreach (string name in names)
        {
            if (symbol.FindAttribute(name + "Attribute") is { } attribute)
            {
                yield return (name, attribute);
            }
        }
    }

    // Compositions, also those of other classes, use methods without [Step], whose parameters can be inputs.
    private static bool CanBeComposed(IMethodSymbol method) =>
        !method.ContainingType.IsFlow() || method.ContainingType.GetMembers().Any(static member => member.FindAttribute("CompositionAttribute") is not null);

    private static bool IsComposed(ISymbol member) => member is IMethodSymbol method && CanBeComposed(method);

    // A method that stops a step takes results of steps.
    private static bool IsStop(IMethodSymbol method) => method.FindAttribute("StopsAttribute") is not null;

    private static string Kind(ISymbol member) => member switch
    {
        IFieldSymbol => "field",
        IPropertySymbol => "property",
        _ => "method",
    };
}
