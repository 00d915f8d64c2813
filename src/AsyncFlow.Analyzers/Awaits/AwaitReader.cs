using AsyncFlow.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Awaits;

/// <summary>
/// Divides the end of a method into parts. What is before the first await, before an early return, or before awaits within a structure stays
/// in the method.
/// </summary>
internal sealed class AwaitReader
{
    // Longer methods are not analyzed.
    private const int MaxParts = 60;

    private readonly MethodDeclarationSyntax _method;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellationToken;
    private readonly List<AwaitPart> _parts = [];
    private readonly Dictionary<ISymbol, AwaitPart> _tasks = new(SymbolEqualityComparer.Default);
    private readonly List<SyntaxTrivia> _comments = [];
    private int _time;

    private AwaitReader(MethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellationToken)
    {
        _method = method;
        _model = model;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The parts, and the statements that they come from.</summary>
    public IReadOnlyList<AwaitPart> Parts => _parts;

    public IReadOnlyList<SyntaxNode> Statements { get; private set; } = [];

    /// <summary>The expressions that stand for the value of a part.</summary>
    public Dictionary<SyntaxNode, AwaitPart> Values { get; } = [];

    /// <summary>Comments after the last part.</summary>
    public IReadOnlyList<SyntaxTrivia> LastComments => _comments;

    /// <summary>The reader after it has read a method; null if the method cannot be divided.</summary>
    public static AwaitReader? Read(MethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellationToken)
    {
        AwaitReader reader = new(method, model, cancellationToken);
        return reader.Read() ? reader : null;
    }

    private bool Read()
    {
        List<SyntaxNode> statements = _method.ExpressionBody is { } arrow ? [arrow.Expression] : [.. _method.Body!.Statements];
        while (statements is [.., LocalFunctionStatementSyntax])
        {
            statements.RemoveAt(statements.Count - 1);
        }

        int first = statements.Count;
        while (first > 0 && !AwaitSyntax.IsObstacle(statements[first - 1], first == statements.Count))
        {
            first--;
        }

        while (first < statements.Count && !StartsWork(statements[first]))
        {
            first++;
        }

        Statements = statements.GetRange(first, statements.Count - first);
        if (_method.Body is { } body && Statements.Any(statement => statement.ContainsDirectives))
        {
            return false;
        }

        foreach (SyntaxNode statement in Statements)
        {
            if (!Add(statement) || _parts.Count > MaxParts)
            {
                return false;
            }
        }

        return _parts.TrueForAll(static part => part.End != AwaitPart.NotAwaited) && _parts.TrueForAll(FindVariables);
    }

    private bool StartsWork(SyntaxNode statement) => AwaitSyntax.NodesOf(statement).Any(static node => node is AwaitExpressionSyntax) || TaskOf(statement, out _) is not null;

    private bool Add(SyntaxNode statement)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (statement is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax @await } && AwaitSyntax.IsWhenAll(@await, out SeparatedSyntaxList<ArgumentSyntax> tasks))
        {
            return AddAll(statement, tasks);
        }

        if (!UseTasks(statement, out bool isAlias))
        {
            return false;
        }

        if (isAlias)
        {
            Keep(statement);
            return true;
        }

        if (TaskOf(statement, out ILocalSymbol? task) is not { } call)
        {
            return AddStatement(statement);
        }

        AwaitPart part = AddPart(new(call, AwaitSyntax.CallOf(call), _time++) { IsValue = true, End = AwaitPart.NotAwaited }, statement);
        _tasks.Add(task!, part);
        return true;
    }

    // 'await Task.WhenAll(a, b)' ends tasks that were started before, or starts and ends calls.
    private bool AddAll(SyntaxNode statement, SeparatedSyntaxList<ArgumentSyntax> tasks)
    {
        List<AwaitPart> started = [];
        foreach (ExpressionSyntax task in tasks.Select(static argument => argument.Expression))
        {
            if (task is IdentifierNameSyntax && _model.GetSymbolInfo(task, _cancellationToken).Symbol is ILocalSymbol local && _tasks.TryGetValue(local, out AwaitPart? part))
            {
                started.Add(part);
            }
            else if (tasks.Count > 1 && task is InvocationExpressionSyntax && KnownTypes.IsTask(_model.GetTypeInfo(task, _cancellationToken).Type))
            {
                started.Add(AddPart(new(task, AwaitSyntax.CallOf(task), _time++) { IsValue = true }, started.Count == 0 ? statement : null));
            }
            else
            {
                return tasks.Count == 1 && AddStatement(statement);
            }
        }

        int end = _time++;
        foreach (AwaitPart part in started)
        {
            part.End = Math.Min(part.End == part.Start ? end : part.End, end);
        }

        Keep(statement, isCommentOf: started.Exists(part => statement.Span.Contains(part.Syntax.Span)));
        return true;
    }

    // Marks the expressions that stand for the value of a task which was started before.
    private bool UseTasks(SyntaxNode statement, out bool isAlias)
    {
        isAlias = false;
        foreach (IdentifierNameSyntax name in statement.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (_tasks.Count == 0 || _model.GetSymbolInfo(name, _cancellationToken).Symbol is not ILocalSymbol local || !_tasks.TryGetValue(local, out AwaitPart? part))
            {
                continue;
            }

            ExpressionSyntax value = Configured(name);
            bool isAwait = value.Parent is AwaitExpressionSyntax;
            bool isResult = name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } access && access.Expression == name && part.End != AwaitPart.NotAwaited;
            if ((!isAwait && !isResult) || name.Ancestors().TakeWhile(node => node != statement).Any(static node => node is AnonymousFunctionExpressionSyntax or StatementSyntax))
            {
                return false;
            }

            SyntaxNode expression = isAwait ? value.Parent! : name.Parent!;
            part.End = Math.Min(part.End, _time);
            Values[expression] = part;
            if (expression is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax })
            {
                isAlias = true;
            }
            else if (part.Alias is null && expression.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } } variable })
            {
                part.Alias = (ILocalSymbol?)_model.GetDeclaredSymbol(variable, _cancellationToken);
                isAlias = true;
            }
        }

        _time++;
        return true;
    }

    // The task with what only changes how it is awaited.
    private static ExpressionSyntax Configured(ExpressionSyntax task) => task.Parent switch
    {
        ParenthesizedExpressionSyntax parenthesis => Configured(parenthesis),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax call } => Configured(call),
        _ => task,
    };

    private bool AddStatement(SyntaxNode statement)
    {
        List<AwaitExpressionSyntax> awaits = [.. AwaitSyntax.NodesOf(statement).OfType<AwaitExpressionSyntax>().Where(node => !Values.ContainsKey(node))];
        List<AwaitExpressionSyntax> outermost = awaits.FindAll(node => !awaits.Exists(other => other != node && other.Span.Contains(node.Span)));
        AwaitExpressionSyntax? only = outermost.Count == 1 ? outermost[0] : null;

        // In the order of their evaluation, the innermost first.
        if (awaits.Count > 1)
        {
            if (HasSideEffects(statement))
            {
                return false;
            }

            foreach (AwaitExpressionSyntax inner in awaits.Where(node => node != only).OrderBy(static node => node.Span.End))
            {
                Values[inner] = AddPart(new(inner, AwaitSyntax.CallOf(inner.Expression), _time++) { IsValue = true }, null);
                SetOrder(Values[inner], inner);
            }
        }

        AwaitPart part = AddPart(new(statement, only is null ? null : AwaitSyntax.CallOf(only.Expression), _time++) { IsLog = IsLog(statement) }, null);
        SetOrder(part, statement);
        return true;
    }

    private static bool HasSideEffects(SyntaxNode statement)
    {
        ExpressionSyntax? outer = (statement as ExpressionStatementSyntax)?.Expression;
        return AwaitSyntax.NodesOf(statement).Any(node => node != outer && node is AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression }
            or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } or DeclarationExpressionSyntax);
    }

    private static void SetOrder(AwaitPart part, SyntaxNode syntax)
    {
        bool isPlain = syntax is LocalDeclarationStatementSyntax or ReturnStatementSyntax or ExpressionSyntax or ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax or AwaitExpressionSyntax };
        part.IsGuard = AwaitSyntax.IsGuard(syntax) || AwaitSyntax.NodesOf(syntax).Any(static node => node is ThrowExpressionSyntax);
        part.IsBarrier = !part.IsGuard && !part.IsLog && (part.Call is { } call ? IsSignal(call) : !isPlain);
    }

    // An await of something other than a call waits for time to pass, or for other code.
    private static bool IsSignal(ExpressionSyntax call) =>
        call is not (InvocationExpressionSyntax or SwitchExpressionSyntax) || AwaitSyntax.NameOf(call) is "Delay" or "Yield" or "WhenAny";

    private bool IsLog(SyntaxNode statement) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }
        && _model.GetSymbolInfo(call, _cancellationToken).Symbol is IMethodSymbol { ContainingType.ContainingNamespace: { } @namespace }
        && @namespace.ToDisplayString() == "Microsoft.Extensions.Logging";

    private AwaitPart AddPart(AwaitPart part, SyntaxNode? commented)
    {
        part.Comments.AddRange(_comments);
        _comments.Clear();
        if (commented is not null)
        {
            part.Comments.AddRange(CommentsOf(commented));
        }

        _parts.Add(part);
        return part;
    }

    private void Keep(SyntaxNode statement, bool isCommentOf = false)
    {
        if (!isCommentOf)
        {
            _comments.AddRange(CommentsOf(statement));
        }
    }

    private static IEnumerable<SyntaxTrivia> CommentsOf(SyntaxNode statement) => statement.GetLeadingTrivia().Concat(statement.GetTrailingTrivia())
        .Where(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));

    // The call that a task variable is initialized with, if the variable is only awaited later.
    private InvocationExpressionSyntax? TaskOf(SyntaxNode statement, out ILocalSymbol? task)
    {
        task = null;
        if (statement is not LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: InvocationExpressionSyntax call } variable] })
        {
            return null;
        }

        task = _model.GetDeclaredSymbol(variable, _cancellationToken) as ILocalSymbol;
        return KnownTypes.IsTask(task?.Type) && !AwaitSyntax.NodesOf(call).Any(node => node is AwaitExpressionSyntax && !Values.ContainsKey(node)) ? call : null;
    }

    private bool FindVariables(AwaitPart part)
    {
        if (part.IsValue)
        {
            part.Declares.Add(part.Alias ?? (object)part);
        }

        foreach (SyntaxNode node in part.Syntax.DescendantNodesAndSelf(node => node == part.Syntax || !Values.ContainsKey(node)))
        {
            if (node != part.Syntax && Values.TryGetValue(node, out AwaitPart? value))
            {
                part.Uses.Add(value.Alias ?? (object)value);
            }
            else if (node is IdentifierNameSyntax name && !FindVariable(part, name))
            {
                return false;
            }
            else if (node is VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ForEachStatementSyntax && _model.GetDeclaredSymbol(node, _cancellationToken) is ILocalSymbol declared)
            {
                part.Declares.Add(declared);
            }
        }

        return true;
    }

    private bool FindVariable(AwaitPart part, IdentifierNameSyntax name)
    {
        ISymbol? symbol = _model.GetSymbolInfo(name, _cancellationToken).Symbol;
        if (symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } || (symbol is ILocalSymbol && _tasks.ContainsKey(symbol)))
        {
            return false;
        }

        if (symbol is ILocalSymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } })
        {
            part.Uses.Add(symbol);
            if (IsWritten(name))
            {
                part.Writes.Add(symbol);
            }
            else if (name.Parent is MemberAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } member && assignment.Left == member && member.Expression == name)
            {
                _ = symbol is ILocalSymbol { Type.IsValueType: true } or IParameterSymbol { Type.IsValueType: true } ? part.Writes.Add(symbol) : part.Changes.Add(symbol);
            }
        }

        return true;
    }

    private static bool IsWritten(ExpressionSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } => true,
        ArgumentSyntax { RefKindKeyword: var kind } argument => kind.IsKind(SyntaxKind.RefKeyword) || kind.IsKind(SyntaxKind.OutKeyword) || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax { Left: var left } } && left == argument.Parent,
        RefExpressionSyntax => true,
        _ => false,
    };
}
