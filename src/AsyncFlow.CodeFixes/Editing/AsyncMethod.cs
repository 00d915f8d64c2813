using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>Converts a method that returns a task to an <c>async</c> method.</summary>
internal sealed class AsyncMethod : CSharpSyntaxRewriter
{
    private readonly bool _hasResult;
    private readonly SyntaxNode? _last;

    private AsyncMethod(bool hasResult, SyntaxNode? last)
    {
        _hasResult = hasResult;
        _last = last;
    }

    /// <summary>Whether the method returns one of the four task types and is not partial.</summary>
    public static bool CanBecome(MethodDeclarationSyntax method, SemanticModel model) =>
        model.GetDeclaredSymbol(method)?.ReturnType is { Name: "Task" or "ValueTask", ContainingNamespace.Name: "Tasks" }
        && !method.Modifiers.Any(SyntaxKind.PartialKeyword)
        && method.ParameterList.Parameters.All(static parameter => parameter.Modifiers.Count == 0);

    public static MethodDeclarationSyntax From(MethodDeclarationSyntax method)
    {
        if (method.Modifiers.Any(SyntaxKind.AsyncKeyword))
        {
            return method;
        }

        bool hasResult = method.ReturnType is GenericNameSyntax or QualifiedNameSyntax { Right: GenericNameSyntax };
        AsyncMethod rewriter = new(hasResult, method.Body?.Statements.LastOrDefault());
        MethodDeclarationSyntax changed = method.Body is { } body
            ? method.WithBody((BlockSyntax)rewriter.Visit(body)!)
            : method.WithExpressionBody(rewriter.Arrow(method.ExpressionBody!));
        SyntaxToken async = Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space);
        return changed.Modifiers.Count > 0
            ? changed.AddModifiers(async)
            : changed.WithReturnType(changed.ReturnType.WithLeadingTrivia()).WithModifiers(TokenList(async.WithLeadingTrivia(changed.ReturnType.GetLeadingTrivia())));
    }

    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        if (node.Expression is not { } value)
        {
            return node;
        }

        if (_hasResult)
        {
            return node.WithExpression(Result(value));
        }

        ReturnStatementSyntax @return = node.WithExpression(null).WithReturnKeyword(node.ReturnKeyword.WithTrailingTrivia());
        if (IsComplete(value))
        {
            return node == _last ? null : @return;
        }

        ExpressionStatementSyntax await = ExpressionStatement(Await(value)).WithTriviaFrom(node);
        if (node == _last)
        {
            return await;
        }

        // Two statements in place of one need braces. The formatter indents them.
        SyntaxTrivia lineBreak = Layout.LineBreak(node);
        return Block(await.WithLeadingTrivia(ElasticMarker).WithTrailingTrivia(lineBreak), @return.WithLeadingTrivia(ElasticMarker).WithTrailingTrivia(lineBreak))
            .WithOpenBraceToken(Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(lineBreak))
            .WithTriviaFrom(node)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) => node;

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => node;

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => node;

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) => node;

    private ArrowExpressionClauseSyntax Arrow(ArrowExpressionClauseSyntax arrow) =>
        arrow.WithExpression(_hasResult ? Result(arrow.Expression) : Await(arrow.Expression));

    // Task.FromResult(x): x.
    private static ExpressionSyntax Result(ExpressionSyntax value) => value switch
    {
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" },
            ArgumentList.Arguments: [{ Expression: var result }],
        } => result.WithTriviaFrom(value),
        LiteralExpressionSyntax or ThrowExpressionSyntax => value,
        _ => Await(value),
    };

    private static AwaitExpressionSyntax Await(ExpressionSyntax value) =>
        AwaitExpression(Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), value.WithoutTrivia()).WithTriviaFrom(value);

    // Task.CompletedTask, default, new ValueTask().
    private static bool IsComplete(ExpressionSyntax value) => value switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" } => true,
        LiteralExpressionSyntax or DefaultExpressionSyntax => true,
        BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } } => true,
        _ => false,
    };
}
