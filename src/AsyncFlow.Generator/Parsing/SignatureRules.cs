using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks the signature of a step's method (FLOW006). At most one error is reported for a step.</summary>
internal static class SignatureRules
{
    /// <summary>The error of the step, if it has one.</summary>
    /// <param name="step">The step.</param>
    /// <param name="method">The method of the step.</param>
    /// <param name="owner">The class in the message: the flow, or the base class that declares the step.</param>
    public static FlowFinding? Check(StepDeclaration step, IMethodSymbol method, INamedTypeSymbol owner)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation))
        {
            return Finding("it is not an ordinary method", null);
        }

        if (method is { IsAsync: true, ReturnsVoid: true })
        {
            return Finding("'async void' cannot be awaited; return Task", Declaration(method)?.ReturnType);
        }

        if (method.IsGenericMethod && step.Attribute is not null)
        {
            return Finding("it is generic, and its type arguments are unknown", Declaration(method)?.TypeParameterList);
        }

        if (method.IsVararg)
        {
            return Finding("it takes '__arglist'", Declaration(method)?.ParameterList);
        }

        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            return Finding("it returns a reference, which is not supported", Declaration(method)?.ReturnType);
        }

        if (CannotBeStored(method.ReturnType) || (step.Return.Result is { } result && CannotBeStored(result)))
        {
            return Finding($"a result of type '{(step.Return.Result ?? method.ReturnType).Display()}' cannot be stored", Declaration(method)?.ReturnType);
        }

        if (step.Return.Awaiter is { IsRefLikeType: true } awaiter)
        {
            return Finding($"its awaiter '{awaiter.Display()}' is a ref struct, which cannot be stored while the step is suspended", Declaration(method)?.ReturnType);
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None)
            {
                return Finding($"its parameter '{parameter.Name}' is passed by reference", Declaration(parameter));
            }

            if (FlowInputs.IsInput(parameter) && WhyNoInput(parameter) is { } reason)
            {
                return Finding($"its parameter '{parameter.Name}' cannot be an [Input], because {reason}", Declaration(parameter));
            }

            if (CannotBeStored(parameter.Type))
            {
                return Finding($"no step can produce the type '{parameter.Type.Display()}' of its parameter '{parameter.Name}'", Declaration(parameter));
            }
        }

        return IsForbidden(method) ? Finding("it is obsolete, and calling it is an error", null) : null;

        FlowFinding Finding(string reason, SyntaxNode? node) => new(
            FlowDiagnostics.UnsupportedStep,
            (step.Attribute is null ? null : node?.GetLocation()) ?? step.Location,
            step.Name,
            owner.Name,
            reason);
    }

    /// <summary>Whether a value of the type cannot be stored in a field.</summary>
    public static bool CannotBeStored(ITypeSymbol type) => type.Mentions(static part =>
        part.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer
        || part.IsRefLikeType
        || part.SpecialType is SpecialType.System_TypedReference or SpecialType.System_ArgIterator or SpecialType.System_RuntimeArgumentHandle);

    /// <summary>Whether a parameter can take a result at all. Other rules report the parameters that cannot.</summary>
    public static bool CanBeResult(IParameterSymbol parameter) =>
        !StepDeclaration.IsUnavailable(parameter.Type) && !CannotBeStored(parameter.Type) && parameter.RefKind == RefKind.None;

    private static string? WhyNoInput(IParameterSymbol parameter) =>
        ParsedParameter.OfRun(parameter) is not null ? $"each run gives its own {parameter.Type.Name}; remove [Input]"
        : parameter.FindAttribute("FromAttribute") is not null ? "it has [From], too; use one of them"
        : parameter.FindAttribute("EachAttribute") is not null ? "it has [Each], too; use one of them"
        : null;

    /// <summary>Whether any use of the symbol is an error because it is obsolete.</summary>
    public static bool IsForbidden(ISymbol symbol) => symbol.GetAttributes().Any(static attribute =>
        attribute.AttributeClass.Is("System", "ObsoleteAttribute") && attribute.ConstructorArguments is [_, { Value: true }]);

    private static MethodDeclarationSyntax? Declaration(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as MethodDeclarationSyntax;

    private static SyntaxNode? Declaration(IParameterSymbol parameter) => parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
}
