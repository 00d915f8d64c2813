using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks a field or property that is a step: it must hold a flow (FLOW006).</summary>
internal static class FlowMemberRules
{
    /// <summary>The error of the step, if it has one.</summary>
    /// <param name="step">A step that is not a method.</param>
    /// <param name="owner">The class in the message: the flow, or the base class that declares the step.</param>
    public static FlowFinding? Check(StepDeclaration step, INamedTypeSymbol owner)
    {
        string? problem = step.Member switch
        {
            IFieldSymbol { AssociatedSymbol: { } property } => $"it is the backing field of '{property.Name}'; put [Step] on the property",
            IPropertySymbol { IsIndexer: true } => "it is an indexer",
            IPropertySymbol { GetMethod: null } => "it cannot be read",
            IPropertySymbol { RefKind: not RefKind.None } or IFieldSymbol { RefKind: not RefKind.None } => "it is a reference, which is not supported",
            _ when step.SubFlow is null && !StepDeclaration.IsUnavailable(step.Type) =>
                $"its type '{step.Type.Display()}' is not a flow; {Advice(step.Type)}",
            _ when step.SubFlow is { Class: not null, IsByInterface: true, Inputs.IsEmpty: false } =>
                $"the result type of '{step.Type.Display()}' is private, so its members cannot be called here; make the type accessible",
            _ => null,
        };
        return problem is null ? null : new(FlowDiagnostics.UnsupportedStep, step.TypeLocation, step.Name, owner.Name, problem);
    }

    // The user can change only classes of the project.
    private static string Advice(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Delegate } => "put [Step] on a method that calls it",
        { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.IsEmpty: false } => "add [Flow] to the class or implement IFlow",
        { DeclaringSyntaxReferences.IsEmpty: false } => "implement IFlow",
        _ => "put [Step] on a method that uses it",
    };
}
