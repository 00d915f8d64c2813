using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Awaits;

/// <summary>Questions about awaits that their syntax answers.</summary>
internal static class AwaitSyntax
{
    /// <summary>The nodes of a statement, without the bodies of lambdas and local functions.</summary>
    public static IEnumerable<SyntaxNode> NodesOf(SyntaxNode statement) =>
        statement.DescendantNodesAndSelf(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

    /// <summary>Whether a method has at least two awaited calls, so that it is worth a closer look.</summary>
    public static bool HasSeveral(MethodDeclarationSyntax method) =>
        method.Modifiers.Any(SyntaxKind.AsyncKeyword)
        && ((SyntaxNode?)method.Body ?? method.ExpressionBody) is { } body
        && NodesOf(body).Sum(static node => node is AwaitExpressionSyntax @await ? (IsWhenAll(@await, out SeparatedSyntaxList<ArgumentSyntax> tasks) ? tasks.Count : 1) : 0) >= 2;

    /// <summary>The awaited call without what only changes how it is awaited, such as <c>ConfigureAwait</c>.</summary>
    public static ExpressionSyntax CallOf(ExpressionSyntax awaited)
    {
        while (true)
        {
            switch (awaited)
            {
                case ParenthesizedExpressionSyntax parenthesis:
                    awaited = parenthesis.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var task } }:
                    awaited = task;
                    break;
                default:
                    return awaited;
            }
        }
    }

    /// <summary>Whether an expression is <c>await Task.WhenAll(a, b)</c>.</summary>
    public static bool IsWhenAll(AwaitExpressionSyntax @await, out SeparatedSyntaxList<ArgumentSyntax> tasks)
    {
        tasks = default;
        if (CallOf(@await.Expression) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "WhenAll" }, Expression: var type } } call
            || type is not (IdentifierNameSyntax { Identifier.ValueText: "Task" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Task" }))
        {
            return false;
        }

        tasks = call.ArgumentList.Arguments;
        return true;
    }

    /// <summary>The name of the method that is called; null for other expressions.</summary>
    public static string? NameOf(ExpressionSyntax? call) => call switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsTask" or "WaitAsync", Expression: InvocationExpressionSyntax inner } } => NameOf(inner),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>Whether a statement must stay in the method, with all that is before it: it returns early, or awaits within a structure.</summary>
    public static bool IsObstacle(SyntaxNode statement, bool isLast)
    {
        if (statement is LocalFunctionStatementSyntax or ThrowStatementSyntax or LabeledStatementSyntax or UnsafeStatementSyntax or FixedStatementSyntax
            or LocalDeclarationStatementSyntax { IsConst: true })
        {
            return true;
        }

        bool canAwait = statement is LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ReturnStatementSyntax or ExpressionSyntax;
        foreach (SyntaxNode node in NodesOf(statement))
        {
            bool isObstacle = node switch
            {
                AwaitExpressionSyntax @await => !canAwait || IsConditional(@await, statement),
                LocalDeclarationStatementSyntax local => local == statement && (local.UsingKeyword != default || local.AwaitKeyword != default),
                ReturnStatementSyntax { Expression: var value } => !isLast || node != statement || value is null,
                CommonForEachStatementSyntax loop => loop.AwaitKeyword != default,
                UsingStatementSyntax @using => @using.AwaitKeyword != default,
                GotoStatementSyntax or YieldStatementSyntax or RefTypeSyntax or RefExpressionSyntax or StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax or BaseExpressionSyntax => true,
                _ => false,
            };
            if (isObstacle)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a statement throws if a condition is met, and does nothing else.</summary>
    public static bool IsGuard(SyntaxNode statement) => statement switch
    {
        IfStatementSyntax { Else: null, Statement: ThrowStatementSyntax or BlockSyntax { Statements: [ThrowStatementSyntax] } } => true,
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => NameOf(call)?.StartsWith("ThrowIf", StringComparison.Ordinal) == true,
        _ => false,
    };

    // Whether an expression is evaluated only under a condition, or several times.
    private static bool IsConditional(SyntaxNode node, SyntaxNode statement)
    {
        for (SyntaxNode inner = node; inner != statement; inner = inner.Parent!)
        {
            bool isConditional = inner.Parent switch
            {
                ConditionalExpressionSyntax conditional => conditional.Condition != inner,
                ConditionalAccessExpressionSyntax access => access.Expression != inner,
                BinaryExpressionSyntax binary => binary.Right == inner && binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CoalesceExpression,
                AssignmentExpressionSyntax assignment => assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression),
                SwitchExpressionArmSyntax or QueryClauseSyntax or SelectOrGroupClauseSyntax or InterpolationSyntax { FormatClause: not null } => true,
                _ => false,
            };
            if (isConditional)
            {
                return true;
            }
        }

        return false;
    }
}
