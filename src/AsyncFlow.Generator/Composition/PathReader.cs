using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>Reads expressions that refer to an object: <c>this</c>, fields, properties and primary-constructor parameters.</summary>
internal static class PathReader
{
    private const string NotAPath = "it is not a field, a property or a primary-constructor parameter";

    /// <summary>The path; null if the expression is not a path, with a reason unless the compiler reports an error.</summary>
    public static (MemberPath? Path, string? Reason) Read(ExpressionSyntax expression, ReaderContext context)
    {
        expression = context.Unwrap(expression);
        switch (expression)
        {
            case ThisExpressionSyntax or BaseExpressionSyntax:
                return (MemberPath.Flow, null);
            case IdentifierNameSyntax or MemberAccessExpressionSyntax:
                break;
            default:
                return (null, NotAPath);
        }

        SymbolInfo info = context.Model.GetSymbolInfo(expression);
        ISymbol? symbol = info.Symbol ?? (info.CandidateSymbols is [var only] ? only : null);
        switch (symbol)
        {
            case IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true, IsIndexer: false }:
                return (MemberPath.To(symbol), null);
            case IFieldSymbol or IPropertySymbol { IsIndexer: false }:
                (MemberPath? owner, string? reason) = expression is MemberAccessExpressionSyntax access ? Read(access.Expression, context) : (MemberPath.Flow, null);
                return (owner?.Then(symbol), reason);
            case IParameterSymbol parameter when IsOfPrimaryConstructor(parameter):
                return (MemberPath.To(parameter), null);
            case null when context.HasCompilerError(expression):
                context.AddUnknownName(expression);
                return (null, null);
            default:
                return (null, NotAPath);
        }
    }

    private static bool IsOfPrimaryConstructor(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor }
        && MemberLookup.PrimaryConstructorParameters(parameter.ContainingType).Any(known => known.SameAs(parameter));
}
