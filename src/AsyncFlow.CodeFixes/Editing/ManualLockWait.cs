using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>A statement that waits for a lock, and the matching release in the same block.</summary>
internal abstract class ManualLockWait
{
    protected ManualLockWait(StatementSyntax statement) => Statement = statement;

    protected StatementSyntax Statement { get; }

    /// <summary>The wait of a statement, if it can be removed; otherwise null.</summary>
    public static ManualLockWait? From(StatementSyntax statement, SyntaxNode wait) => statement switch
    {
        UsingStatementSyntax @using when @using.Expression == wait || IsUnused(@using.Declaration, wait, @using.Statement) => new Using(@using),
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } local when IsUnused(local.Declaration, wait, local.Parent) => new Alone(local),
        ExpressionStatementSyntax expression when expression.Expression == wait && Paired.Find(expression, wait) is { } paired => paired,
        _ => null,
    };

    /// <summary>Removes the wait from the current state of the block.</summary>
    public BlockSyntax RemoveFrom(BlockSyntax block)
    {
        int at = block.Statements.IndexOf(statement => AreEquivalent(statement, Statement));
        return at < 0 ? block : block.WithStatements(RemoveFrom(block.Statements, at));
    }

    protected abstract SyntaxList<StatementSyntax> RemoveFrom(SyntaxList<StatementSyntax> statements, int at);

    // The statements of a block, to replace the statement around it. Trivia before and after is preserved.
    protected static IEnumerable<StatementSyntax> Unwrapped(StatementSyntax content, StatementSyntax around)
    {
        if (content is not BlockSyntax block)
        {
            return [Layout.Outdent(content, Layout.Column(content) - Layout.Column(around)).WithTriviaFrom(around)];
        }

        if (block.Statements.Count == 0)
        {
            return [];
        }

        int columns = Layout.Column(block.Statements[0]) - Layout.Column(around);
        StatementSyntax[] statements = block.Statements.Select(statement => Layout.Outdent(statement, columns)).ToArray();
        statements[0] = statements[0].WithLeadingTrivia(around.GetLeadingTrivia().AddRange(Comments(statements[0].GetLeadingTrivia())));
        return statements;
    }

    private static SyntaxTriviaList Comments(SyntaxTriviaList trivia) =>
        trivia.Any(static item => !item.IsKind(SyntaxKind.WhitespaceTrivia) && !item.IsKind(SyntaxKind.EndOfLineTrivia)) ? trivia : default;

    private static bool IsUnused(VariableDeclarationSyntax? declaration, SyntaxNode wait, SyntaxNode? scope) =>
        declaration is { Variables: [{ Initializer: { } initializer } variable] }
        && initializer.Value == wait
        && scope is not null
        && !scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == variable.Identifier.ValueText);

    // using (await _lock.EnterAsync()) { … }
    private sealed class Using(UsingStatementSyntax statement) : ManualLockWait(statement)
    {
        protected override SyntaxList<StatementSyntax> RemoveFrom(SyntaxList<StatementSyntax> statements, int at)
        {
            StatementSyntax content = ((UsingStatementSyntax)statements[at]).Statement;
            bool declares = content is BlockSyntax block && block.Statements.Any(static inner => inner is LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax);
            return declares
                ? statements.Replace(statements[at], content.WithTriviaFrom(statements[at]))
                : statements.ReplaceRange(statements[at], Unwrapped(content, statements[at]));
        }
    }

    // using var held = await _lock.EnterAsync();
    private sealed class Alone(LocalDeclarationStatementSyntax statement) : ManualLockWait(statement)
    {
        protected override SyntaxList<StatementSyntax> RemoveFrom(SyntaxList<StatementSyntax> statements, int at) => RemoveAt(statements, at);
    }

    // await _lock.AcquireAsync(); try { … } finally { _lock.Release(); }
    private sealed class Paired(ExpressionStatementSyntax statement, ExpressionSyntax held) : ManualLockWait(statement)
    {
        public static Paired? Find(ExpressionStatementSyntax statement, SyntaxNode wait)
        {
            SyntaxNode call = wait is AwaitExpressionSyntax await ? await.Expression : wait;
            while (call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner } })
            {
                call = inner;
            }

            return call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var held } }
                && statement.Parent is BlockSyntax block
                && new Paired(statement, held) is var paired
                && paired.Release(block.Statements, block.Statements.IndexOf(statement)) is not null
                    ? paired
                    : null;
        }

        protected override SyntaxList<StatementSyntax> RemoveFrom(SyntaxList<StatementSyntax> statements, int at)
        {
            if (Release(statements, at) is not { } release)
            {
                return statements;
            }

            SyntaxList<StatementSyntax> changed = release is TryStatementSyntax { Finally: { } } @try
                ? IsOnlyRelease(@try) ? statements.ReplaceRange(@try, Unwrapped(@try.Block, @try)) : statements.Replace(@try, WithoutRelease(@try))
                : RemoveAt(statements, statements.IndexOf(release));
            return RemoveAt(changed, at);
        }

        // The statement after the wait that releases the lock, directly or in its 'finally' block.
        private StatementSyntax? Release(SyntaxList<StatementSyntax> statements, int wait) => statements
            .Skip(wait + 1)
            .FirstOrDefault(statement => IsRelease(statement) || (statement is TryStatementSyntax { Finally: { } last } && last.Block.Statements.Any(IsRelease)));

        private bool IsRelease(StatementSyntax statement) => statement is ExpressionStatementSyntax
        {
            Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Release", Expression: var given } },
        } && AreEquivalent(given, held);

        private static bool IsOnlyRelease(TryStatementSyntax @try) => @try.Catches.Count == 0 && @try.Finally!.Block.Statements.Count == 1;

        private TryStatementSyntax WithoutRelease(TryStatementSyntax @try)
        {
            BlockSyntax block = @try.Finally!.Block;
            StatementSyntax[] rest = block.Statements.Where(statement => !IsRelease(statement)).ToArray();
            return rest.Length == 0 ? @try.WithFinally(null) : @try.WithFinally(@try.Finally.WithBlock(block.WithStatements(List(rest))));
        }
    }

    // Comments above the statement are preserved.
    private static SyntaxList<StatementSyntax> RemoveAt(SyntaxList<StatementSyntax> statements, int at)
    {
        SyntaxTriviaList comments = Comments(statements[at].GetLeadingTrivia());
        SyntaxList<StatementSyntax> rest = statements.RemoveAt(at);
        return comments.Count > 0 && at < rest.Count ? rest.Replace(rest[at], rest[at].WithLeadingTrivia(comments)) : rest;
    }
}
