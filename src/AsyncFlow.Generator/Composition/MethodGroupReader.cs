using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Generator.Composition;

/// <summary>Reads the name of a method that is a step.</summary>
internal static class MethodGroupReader
{
    /// <summary>The methods that a name can refer to; empty if it does not refer to methods.</summary>
    public static ImmutableArray<IMethodSymbol> Candidates(ExpressionSyntax name, SemanticModel model)
    {
        if (model.GetOperation(name) is IMethodReferenceOperation { Method: { } chosen })
        {
            return ImmutableArray.Create(chosen);
        }

        return model.GetSymbolInfo(name).Symbol is IMethodSymbol only
            ? ImmutableArray.Create(only)
            : Nearest(model.GetMemberGroup(name).OfType<IMethodSymbol>().ToImmutableArray());
    }

    // Instance methods take precedence over extension methods.
    private static ImmutableArray<IMethodSymbol> Nearest(ImmutableArray<IMethodSymbol> group) =>
        group.Any(static method => method.MethodKind != MethodKind.ReducedExtension)
            ? group.RemoveAll(static method => method.MethodKind == MethodKind.ReducedExtension)
            : group;

    /// <summary>Reads the step for the name of one method; null, and a finding, if the method cannot be a step.</summary>
    public static StepNode? Read(ExpressionSyntax name, IMethodSymbol method, ReaderContext context)
    {
        if (FindProblem(name, method, context.Model) is { } problem)
        {
            context.Unreadable(name, problem);
            return null;
        }

        if (method.IsStatic)
        {
            return new(method, null, name.GetLocation());
        }

        if (name is not MemberAccessExpressionSyntax { Expression: var owner })
        {
            return new(method, MemberPath.Flow, name.GetLocation());
        }

        (MemberPath? path, string? reason) = PathReader.Read(owner, context);
        if (path is not null)
        {
            return new(method, path, name.GetLocation());
        }

        if (reason is not null)
        {
            context.Unreadable(owner, "the object that has the method must be a field, a property or a primary-constructor parameter");
        }

        return null;
    }

    private static string? FindProblem(ExpressionSyntax name, IMethodSymbol method, SemanticModel model) => method switch
    {
        { MethodKind: MethodKind.LocalFunction } => "generated code cannot call a local function; make it a method of the class",
        { MethodKind: MethodKind.ReducedExtension } => ExtensionMethod(method),
        { IsExtensionMethod: true } when name is MemberAccessExpressionSyntax { Expression: var owner } && model.GetSymbolInfo(owner).Symbol is not INamedTypeSymbol => ExtensionMethod(method),
        { IsGenericMethod: true } when method.TypeArguments.SequenceEqual<ISymbol>(method.TypeParameters, SymbolEqualityComparer.Default) => $"it is generic; specify its type arguments, for example {method.Name}<{string.Join(", ", method.TypeParameters.Select(static _ => "int"))}>",
        { IsVirtual: true } or { IsOverride: true, IsSealed: false } when name is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } => "generated code cannot call the base implementation of a virtual method; write a method that calls it",
        _ when method.IsComposition() => $"it is a composition; call it: {method.Name}()",
        _ => null,
    };

    private static string ExtensionMethod(IMethodSymbol method) =>
        $"extension methods are not supported; write a method that calls '{method.Name}'";
}
