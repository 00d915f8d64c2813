using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>The awaitable that replaces a blocking expression.</summary>
/// <param name="Blocking">The blocking expression.</param>
/// <param name="Title">The title of the fix.</param>
/// <param name="Awaitable">Creates the awaitable from the current state of the expression.</param>
internal sealed record AwaitReplacement(ExpressionSyntax Blocking, string Title, Func<ExpressionSyntax, ExpressionSyntax> Awaitable)
{
    /// <summary>The replacement; null if there is none, for example for a wait with a timeout, or after <c>?.</c></summary>
    public static AwaitReplacement? From(DiagnosedNode node)
    {
        if (node.Syntax.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is not { } member || member.Name != node.Enclosing<SimpleNameSyntax>())
        {
            return null;
        }

        if (member.Name.Identifier.ValueText == "Result")
        {
            return new(member, "Await the task", static current => Owner(current));
        }

        if (member.Parent is not InvocationExpressionSyntax call || node.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        ImmutableArray<IParameterSymbol> parameters = method.Parameters;
        return method.Name switch
        {
            "GetResult" => new(call, "Await the task", static current => Owner(Owner(current))),
            "Wait" when method.ContainingType.Name == "SemaphoreSlim" => Renamed("WaitAsync"),
            "Wait" when parameters.IsEmpty => new(call, "Await the task", static current => Owner(current)),
            "Wait" when parameters is [{ Type.Name: "CancellationToken" }] => Renamed("WaitAsync"),
            "WaitAll" when parameters.Length == 1 => Renamed("WhenAll"),
            "WaitAny" when parameters.Length == 1 && call.Parent is ExpressionStatementSyntax => Renamed("WhenAny"),
            "Sleep" => new(call, "Await Task.Delay", current => Delay((InvocationExpressionSyntax)current, Token(node))),
            _ => null,
        };

        AwaitReplacement Renamed(string name) => new(call, $"Await {name}", current => Rename((InvocationExpressionSyntax)current, name));
    }

    /// <summary>The <c>await</c> expression, in parentheses if it is an operand.</summary>
    public SyntaxNode Change(ExpressionSyntax current)
    {
        AwaitExpressionSyntax awaited = AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), Awaitable(current).WithoutTrivia());
        bool isOperand = Blocking.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or InvocationExpressionSyntax
            or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax;
        return (isOperand ? ParenthesizedExpression(awaited) : (ExpressionSyntax)awaited).WithTriviaFrom(current);
    }

    // In 'x.Result' or 'x.Wait()': x.
    private static ExpressionSyntax Owner(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax member => member.Expression,
        InvocationExpressionSyntax call => Owner(call.Expression),
        _ => expression,
    };

    private static InvocationExpressionSyntax Rename(InvocationExpressionSyntax call, string name) => call.Expression is MemberAccessExpressionSyntax member
        ? call.WithExpression(member.WithName(IdentifierName(name).WithTriviaFrom(member.Name)))
        : call;

    private static InvocationExpressionSyntax Delay(InvocationExpressionSyntax sleep, string? token)
    {
        ExpressionSyntax delay = ParseExpression("global::System.Threading.Tasks.Task.Delay").WithAdditionalAnnotations(Simplifier.Annotation);
        SeparatedSyntaxList<ArgumentSyntax> arguments = sleep.ArgumentList.Arguments;
        return InvocationExpression(delay, ArgumentList(token is null ? arguments : NameList.Append(arguments, Argument(IdentifierName(token)))));
    }

    // The token of the step, if it is in scope.
    private static string? Token(DiagnosedNode node) =>
        node.Enclosing<MethodDeclarationSyntax>() is { } method
        && node.Model.GetDeclaredSymbol(method)?.Parameters.FirstOrDefault(static parameter => parameter.Type.Name == "CancellationToken") is { } token
        && node.Model.LookupSymbols(node.Syntax.SpanStart, name: token.Name).Contains(token, SymbolEqualityComparer.Default)
        && !node.Syntax.Ancestors().TakeWhile(outer => outer != method).Any(static outer => outer is LocalFunctionStatementSyntax { Modifiers: var modifiers } && modifiers.Any(SyntaxKind.StaticKeyword))
            ? NameList.Escaped(token.Name)
            : null;
}
