using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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
        if (owner.IsFlow())
        {
            return null;
        }

        return member.FindAttribute("StepAttribute") is { } step && FindProblem(member, owner) is { } problem
            ? Report(step.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? member.LocationOr(owner), $"the step '{member.Name}'", problem)
            : member.FindAttribute("CompositionAttribute") is { } composition && IsUnreachable(member, owner)
                ? Report(composition.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? member.LocationOr(owner), $"the composition '{member.Name}'", $"add [Flow] to '{owner.Name}', or make it internal so that other compositions can use it")
                : null;
    }

    /// <summary>Checks the attributes of a function that is not a member.</summary>
    /// <param name="function">A local function or a lambda.</param>
    /// <param name="model">The semantic model.</param>
    public static Diagnostic? Check(SyntaxNode function, SemanticModel model)
    {
        (SyntaxList<AttributeListSyntax> lists, string name, string problem) = function switch
        {
            LocalFunctionStatementSyntax local => (local.AttributeLists, $"the step '{local.Identifier.ValueText}'", "it is a local function; make it a method of the class"),
            LambdaExpressionSyntax lambda => (lambda.AttributeLists, "a lambda as a step", "make it a method of the class"),
            _ => (default, "", ""),
        };
        return lists.SelectMany(static list => list.Attributes).FirstOrDefault(attribute => model.GetSymbolInfo(attribute).Symbol?.ContainingType.Is("AsyncFlow", "StepAttribute") == true) is { } step
            ? Report(step.GetLocation(), name, problem)
            : null;
    }

    private static Diagnostic Report(Location location, string what, string problem) => Diagnostic.Create(AdviceDiagnostics.StrayStep, location, what, problem);

    // Other compositions of the class, and flows within it, may use a private composition.
    private static bool IsUnreachable(ISymbol composition, INamedTypeSymbol owner) =>
        composition.DeclaredAccessibility == Accessibility.Private
        && !owner.GetMembers().Any(other => !other.SameAs(composition) && other.FindAttribute("CompositionAttribute") is not null)
        && !HasFlow(owner);

    private static bool HasFlow(INamedTypeSymbol type) => type.GetTypeMembers().Any(static nested => nested.IsFlow() || HasFlow(nested));

    private static string? FindProblem(ISymbol member, INamedTypeSymbol owner) => owner switch
    {
        { TypeKind: not TypeKind.Class } => $"'{owner.Name}' is not a class",
        { IsStatic: true } or { IsSealed: true } => $"add [Flow] to '{owner.Name}'",
        _ when member.DeclaredAccessibility == Accessibility.Private => $"add [Flow] to '{owner.Name}', or make the step protected so that derived flows can use it",
        _ => null,
    };
}
