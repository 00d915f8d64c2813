using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Checks the requirements for a member with <c>[Composition]</c>: its type is <c>FlowNode</c>, and it consists of one
/// expression.
/// </summary>
internal static class CompositionMember
{
    public static bool IsComposition(this ISymbol member) =>
        member is IFieldSymbol or IPropertySymbol or IMethodSymbol && member.FindAttribute("CompositionAttribute") is not null;

    /// <summary>The declaration that contains the member's expression; null for a member from metadata.</summary>
    public static SyntaxNode? Declaration(ISymbol member) =>
        ((member as IMethodSymbol)?.PartialImplementationPart ?? member).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();

    /// <summary>The expression of the member; null, and a finding, if the member has no single expression.</summary>
    public static ExpressionSyntax? Expression(ISymbol member, SyntaxNode declaration, ReaderContext context)
    {
        if (FindProblem(member, declaration) is var (node, reason))
        {
            context.Unreadable(node, member.Name, reason);
            return null;
        }

        SyntaxNode? body = Body(declaration);
        switch (body)
        {
            case ExpressionSyntax expression:
                return expression;
            case BlockSyntax block:
                return ReturnedExpression(block, context);
            case null when declaration.ContainsDiagnostics:
                context.CompilerErrors.Add("CS1002");
                return null;
            default:
                context.Unreadable(declaration, member.Name, "it has no expression; write '=> Series(…)'");
                return null;
        }
    }

    private static (SyntaxNode Node, string Reason)? FindProblem(ISymbol member, SyntaxNode declaration)
    {
        (ITypeSymbol? type, SyntaxNode? node) = (member, declaration) switch
        {
            (IFieldSymbol field, VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax fields }) => (field.Type, fields.Type),
            (IPropertySymbol property, BasePropertyDeclarationSyntax syntax) => (property.Type, syntax.Type),
            (IMethodSymbol method, MethodDeclarationSyntax syntax) => (method.ReturnType, syntax.ReturnType),
            _ => ((ITypeSymbol?)null, (SyntaxNode?)null),
        };
        if (type is null || node is null)
        {
            return (declaration, "a composition must be a property, a field or a method");
        }

        return (member, declaration) switch
        {
            _ when type.TypeKind != TypeKind.Error && !type.Is("AsyncFlow", "FlowNode") => (node, $"its type is '{type.Display()}'; a composition must be a FlowNode"),
            (IMethodSymbol { Parameters.IsEmpty: false }, MethodDeclarationSyntax method) => (method.ParameterList, "it has parameters, whose values are known only at run time; build the flow with Flow.Create"),
            (IMethodSymbol { IsGenericMethod: true }, MethodDeclarationSyntax { TypeParameterList: { } types }) => (types, "it is generic; write a separate composition for each type"),
            (IPropertySymbol { IsIndexer: true }, IndexerDeclarationSyntax indexer) => (indexer.ParameterList, "it has parameters, whose values are known only at run time; build the flow with Flow.Create"),
            _ => null,
        };
    }

    // An expression, or the block of a getter or method.
    private static SyntaxNode? Body(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax field => field.Initializer?.Value,
        MethodDeclarationSyntax method => (SyntaxNode?)method.ExpressionBody?.Expression ?? method.Body,
        PropertyDeclarationSyntax property => (SyntaxNode?)property.ExpressionBody?.Expression
            ?? property.Initializer?.Value
            ?? (property.AccessorList?.Accessors.FirstOrDefault(static accessor => accessor.Keyword.ValueText == "get") is { } getter
                ? (SyntaxNode?)getter.ExpressionBody?.Expression ?? getter.Body
                : null),
        _ => null,
    };

    // Local functions are ignored here. A local function that is named as a step is reported at that name.
    private static ExpressionSyntax? ReturnedExpression(BlockSyntax block, ReaderContext context)
    {
        foreach (StatementSyntax statement in block.Statements)
        {
            switch (statement)
            {
                case LocalFunctionStatementSyntax:
                    continue;
                case ReturnStatementSyntax { Expression: { } expression }:
                    return expression;
                default:
                    context.Unreadable(statement, "a composition must be a single expression; use Series and Parallel, or build the flow with Flow.Create");
                    return null;
            }
        }

        context.CompilerErrors.Add("CS0161");
        return null;
    }
}
