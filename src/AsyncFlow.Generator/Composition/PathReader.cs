using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>Reads expressions that lead to an object: <c>this</c>, fields, properties, primary-constructor parameters.</summary>
internal static class PathReader
{
    /// <summary>The path; null where there is none, with the reason unless that is an error of the compiler's.</summary>
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
                return (null, "is none");
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
            case null when context.IsInError(expression):
                context.Unknown(expression);
                return (null, null);
            default:
                return (null, "is none");
        }
    }

    private static bool IsOfPrimaryConstructor(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor }
        && MemberLookup.PrimaryConstructorParameters(parameter.ContainingType).Any(known => known.SameAs(parameter));
}
