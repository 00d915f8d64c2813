using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>The type of a parameter that takes the outcome of a step instead of its result.</summary>
/// <param name="Value">The type of the result: of the step, or of each of its elements.</param>
/// <param name="IsOfElements">Whether the parameter takes the outcomes of a list's elements.</param>
internal sealed record OutcomeType(ITypeSymbol Value, bool IsOfElements)
{
    /// <summary>The outcome that a parameter takes; null if it takes a result.</summary>
    public static OutcomeType? Of(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { TypeArguments: [var value] } when type.Is("AsyncFlow", "StepOutcome", arity: 1) => new(value, IsOfElements: false),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IReadOnlyList_T, TypeArguments: [var element] }
            when Of(element) is { IsOfElements: false } outcome => new(outcome.Value, IsOfElements: true),
        _ => null,
    };

    /// <summary>The result of a step that the outcome can be of; null if there is none.</summary>
    public ITypeSymbol? ResultOf(StepDeclaration step) => !IsOfElements ? step.Result : step.Each is null ? null : step.Return.Result;
}
