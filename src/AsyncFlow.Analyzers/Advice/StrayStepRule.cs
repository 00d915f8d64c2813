using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Advice;

/// <summary>
/// FLOW101: a step in a class that is not a flow, where no derived flow can use it. Steps of a class that can be derived
/// from are shared by the derived flows.
/// </summary>
internal static class StrayStepRule
{
    public static Diagnostic? Check(ISymbol member)
    {
        INamedTypeSymbol owner = member.ContainingType;
        if (member.FindAttribute("StepAttribute") is not { } step || owner.IsFlow() || FindProblem(member, owner) is not { } problem)
        {
            return null;
        }

        return Diagnostic.Create(
            AdviceDiagnostics.StrayStep,
            step.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? member.LocationOr(owner),
            member.Name,
            problem);
    }

    private static string? FindProblem(ISymbol member, INamedTypeSymbol owner) => owner switch
    {
        { TypeKind: not TypeKind.Class } => $"'{owner.Name}' is not a class",
        { IsStatic: true } or { IsSealed: true } => $"add [Flow] to '{owner.Name}'",
        _ when member.DeclaredAccessibility == Accessibility.Private => $"add [Flow] to '{owner.Name}', or make the step protected so that derived flows can use it",
        _ => null,
    };
}
