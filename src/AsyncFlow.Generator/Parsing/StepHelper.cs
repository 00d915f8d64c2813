using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Creates the members through which generated code calls methods that it cannot call by their names.</summary>
internal static class StepHelper
{
    private const string CompilerServices = "global::System.Runtime.CompilerServices";

    /// <summary>The name of the member for a step.</summary>
    public static string NameOf(int step) => FormattableString.Invariant($"Call{step}");

    /// <summary>The lines of the member; null if the step needs none.</summary>
    /// <param name="binding">How the step's method is called.</param>
    /// <param name="method">The step's method.</param>
    /// <param name="step">The index of the step.</param>
    /// <param name="flow">The flow.</param>
    public static string? Of(CallBinding binding, IMethodSymbol method, int step, INamedTypeSymbol flow) => binding.Form switch
    {
        CallForm.Accessor => Accessor(binding.Declared ?? method, step),
        CallForm.StaticInterface => StaticInterface(binding.Declared!, step, MemberAccess.FreeName(flow, "TSelf", from: 1)),
        _ => null,
    };

    private static string Accessor(IMethodSymbol method, int step) =>
        $"""
        [{CompilerServices}.UnsafeAccessor({CompilerServices}.UnsafeAccessorKind.{(method.IsStatic ? "StaticMethod" : "Method")}, Name = "{method.MetadataName}")]
        private static extern {Returned(method)} {NameOf(step)}({string.Join(", ", Parameters(method).Prepend($"{TypeText.Full(method.ContainingType)}{(method.IsStatic ? "?" : "")} flow"))});
        """;

    private static string StaticInterface(IMethodSymbol method, int step, string self) =>
        $"""
        private static {Returned(method)} {NameOf(step)}<{self}>({string.Join(", ", Parameters(method))}) where {self} : {TypeText.Full(method.ContainingType)} =>
            {self}.{TypeText.Identifier(method.Name)}({string.Join(", ", method.Parameters.Select(static (_, i) => FormattableString.Invariant($"argument{i}")))});
        """;

    private static string Returned(IMethodSymbol method) => method.ReturnsVoid ? "void" : TypeText.Full(method.ReturnType);

    private static IEnumerable<string> Parameters(IMethodSymbol method) => method.Parameters.Select(static (parameter, i) => FormattableString.Invariant($"{TypeText.Full(parameter.Type)} argument{i}"));
}
