using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>What a field or property must be like to be a step (FLOW006): something that holds a flow.</summary>
internal static class FlowMemberRules
{
    /// <summary>The step's mistake, if it has one.</summary>
    /// <param name="step">A step that is no method.</param>
    /// <param name="owner">The class to name in the message: the flow, or the class that shares the step.</param>
    public static FlowFinding? Check(StepDeclaration step, INamedTypeSymbol owner)
    {
        string? mistake = step.Member switch
        {
            IFieldSymbol { AssociatedSymbol: { } property } => $"it is the backing field of '{property.Name}'; put [Step] on the property",
            IPropertySymbol { IsIndexer: true } => "it is an indexer",
            IPropertySymbol { GetMethod: null } => "it cannot be read",
            IPropertySymbol { RefKind: not RefKind.None } or IFieldSymbol { RefKind: not RefKind.None } => "it is a reference, which is not supported",
            _ when step.SubFlow is null && !StepDeclaration.IsUnavailable(step.Type) =>
                $"its type '{step.Type.Display()}' is not a flow; add [Flow] to the class or implement IFlow",
            _ => null,
        };
        return mistake is null ? null : new(FlowDiagnostics.UnsupportedStep, step.TypeLocation, step.Name, owner.Name, mistake);
    }
}
