using System.Text;
using AsyncFlow.Analyzers.Awaits;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Awaits;

/// <summary>Writes the method of a step.</summary>
/// <param name="plan">The steps.</param>
/// <param name="variables">The variables that steps take.</param>
/// <param name="members">The members that steps use.</param>
/// <param name="names">The names of the steps, and of the values that had none.</param>
/// <param name="layout">The line break and the indentation of the file.</param>
internal sealed class StepWriter(AwaitPlan plan, FlowVariables variables, OwnMembers members, IReadOnlyDictionary<object, string> names, FlowLayout layout)
{
    /// <summary>The method with its attributes and comments.</summary>
    /// <param name="step">The step.</param>
    /// <param name="output">The type of the result of the method as text; null if it has none.</param>
    public string Write(AwaitStep step, string? output)
    {
        string? result = step.IsOutput ? output : step.Result is { } variable ? variables.TypeOf(variable) : null;
        (string returned, string body, IEnumerable<string> comments) = BodyOf(step, result);
        StringBuilder text = new();
        foreach (string comment in comments)
        {
            text.Append(layout.Member).Append(comment).Append(layout.LineBreak);
        }

        text.Append(layout.Member).Append(AttributesOf(step)).Append(layout.LineBreak);
        text.Append(layout.Member).Append("private ").Append(returned).Append(' ').Append(names[step]).Append('(').Append(string.Join(", ", ParametersOf(step))).Append(')').Append(body);
        return text.ToString();
    }

    private string AttributesOf(AwaitStep step)
    {
        AwaitStep[] implied = [.. step.Upstream.Where(other => (other.Result is { } result && step.Uses(result)) || step.Upstream.Any(later => later != other && later.IsAfter(other)))];
        string[] named = [.. step.Upstream.Except(implied).OrderBy(static other => other.Start).Select(other => $"nameof({names[other]})")];
        return $"[Step{(named.Length == 0 ? "" : $"({string.Join(", ", named)})")}{(step.IsOutput ? ", Output" : "")}]";
    }

    private IEnumerable<string> ParametersOf(AwaitStep step)
    {
        foreach (ISymbol input in variables.Inputs.Where(step.Uses))
        {
            yield return $"[Input] {variables.TypeOf(input)} {NameList.Escaped(input.Name)}";
        }

        foreach (AwaitStep producer in plan.Steps.Where(other => other.Result is { } result && other != step && step.Uses(result)))
        {
            string from = HasOnlyProducer(producer) ? "" : $"[From(nameof({names[producer]}))] ";
            yield return $"{from}{variables.TypeOf(producer.Result!)} {NameOf(producer.Result!)}";
        }

        if (variables.Token is { } token && step.Uses(token))
        {
            yield return $"{variables.Text(FlowVariables.TypeSymbolOf(token)!)} {NameList.Escaped(token.Name)}";
        }
    }

    // Whether the type of a result alone tells where it comes from.
    private bool HasOnlyProducer(AwaitStep producer)
    {
        ITypeSymbol? type = TypeOf(producer);
        return type is { SpecialType: SpecialType.None, IsTupleType: false, TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Enum or TypeKind.Interface }
            && plan.Steps.All(other => other == producer || !SymbolEqualityComparer.Default.Equals(TypeOf(other), type));
    }

    private ITypeSymbol? TypeOf(AwaitStep step) => step.Result switch
    {
        ILocalSymbol local => local.Type,
        AwaitPart part => variables.ValueOf(part),
        _ => step.IsOutput && plan.Method.ReturnType is INamedTypeSymbol { TypeArguments: [var output] } ? output : null,
    };

    private string NameOf(object variable) => names.TryGetValue(variable, out string? name) ? name : NameList.Escaped(((ISymbol)variable).Name);

    private (string Returned, string Body, IEnumerable<string> Comments) BodyOf(AwaitStep step, string? result)
    {
        bool isAsync = step.Awaiting is not null;
        string task = TaskText(result);
        if (step.Parts is not [var only] || ExpressionOf(only, step) is not { } expression)
        {
            return (isAsync ? "async " + task : result ?? "void", BlockOf(step), []);
        }

        IEnumerable<string> comments = only.Comments.Concat(only.IsValue ? [] : FlowLayout.CommentsIn(only.Syntax.GetLeadingTrivia().Concat(only.Syntax.GetTrailingTrivia()))).Select(static comment => comment.ToString());
        string value = Rewrite(expression).WithoutTrivia().ToFullString();
        if (only.Call is null)
        {
            return (result ?? "void", $" => {value};", comments);
        }

        // The task itself is the result if its value needs no conversion.
        ITypeSymbol? type = variables.TaskOf(only);
        bool isTask = type is INamedTypeSymbol { Name: "Task", Arity: 0 or 1 };
        bool isSame = result is null ? isTask || type is INamedTypeSymbol { Name: "ValueTask", Arity: 0 } : variables.ValueOf(only) is { } given && variables.Text(given) == result;
        bool isReference = type is INamedTypeSymbol { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks" } };
        return isSame && isReference
            ? (result is null ? (isTask ? TaskText(null) : variables.Text(type!)) : isTask ? task : $"{variables.Text(type!).Split('<')[0]}<{result}>", $" => {value};", comments)
            : ("async " + task, $" => await {value};", comments);
    }

    // The only expression of a step; null if it needs statements.
    private static ExpressionSyntax? ExpressionOf(AwaitPart part, AwaitStep step) => part.Syntax switch
    {
        _ when part.IsValue => part.Call,
        ExpressionStatementSyntax { Expression: AwaitExpressionSyntax } => part.Call,
        LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: AwaitExpressionSyntax }] } when step.Result is ILocalSymbol => part.Call,
        LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: var value }] } when part.Call is null && step.Result is ILocalSymbol => value,
        ReturnStatementSyntax { Expression: AwaitExpressionSyntax } => part.Call,
        ReturnStatementSyntax { Expression: var value } when part.Call is null => value,
        AwaitExpressionSyntax => part.Call,
        ExpressionSyntax value when part.Call is null => value,
        _ => null,
    };

    private string BlockOf(AwaitStep step)
    {
        StringBuilder text = new();
        text.Append(layout.LineBreak).Append(layout.Member).Append('{').Append(layout.LineBreak);
        bool isFirst = true;
        foreach (AwaitPart part in step.Parts)
        {
            foreach (SyntaxTrivia comment in part.Comments)
            {
                text.Append(layout.Statement).Append(comment).Append(layout.LineBreak);
            }

            text.Append(StatementOf(part, step, isFirst && part.Comments.Count == 0));
            isFirst = false;
        }

        if (step.Result is { } result)
        {
            bool isLong = step.Parts[step.Parts.Count - 1].Syntax is StatementSyntax last and not LocalDeclarationStatementSyntax && last.ToString().Contains(layout.LineBreak);
            text.Append(isLong ? layout.LineBreak : "").Append(layout.Statement).Append("return ").Append(NameOf(result)).Append(';').Append(layout.LineBreak);
        }

        return text.Append(layout.Member).Append('}').ToString();
    }

    private string StatementOf(AwaitPart part, AwaitStep step, bool isFirst)
    {
        if (part.Syntax is StatementSyntax statement)
        {
            return layout.Statements(Rewrite(statement), isFirst);
        }

        string value = layout.Shifted(Rewrite((ExpressionSyntax)part.Syntax).WithoutTrivia());
        object variable = part.Alias ?? (object)part;
        bool isUsed = step.Uses(variable) || Equals(step.Result, variable);
        string text = !part.IsValue ? $"{(step.IsOutput && plan.Method.ReturnType is INamedTypeSymbol { Arity: 1 } ? "return " : "")}{value}"
            : $"{(isUsed ? $"{variables.TypeOf(variable)} {NameOf(variable)} = " : "")}{(part.Syntax is AwaitExpressionSyntax ? "" : "await ")}{value}";
        return $"{layout.Statement}{text};{layout.LineBreak}";
    }

    // The code with the values, inputs and members of the flow.
    private T Rewrite<T>(T node)
        where T : SyntaxNode
    {
        Dictionary<SyntaxNode, SyntaxNode> replaced = [];
        foreach (SyntaxNode inner in node.DescendantNodesAndSelf(inner => !replaced.ContainsKey(inner)))
        {
            if (inner != node && plan.Reader.Values.TryGetValue(inner, out AwaitPart? part))
            {
                replaced.Add(inner, IdentifierName(NameOf(part.Alias ?? (object)part)).WithTriviaFrom(inner));
            }
            else if (members.Replace(inner) is { } member)
            {
                replaced.Add(inner, member);
            }
        }

        return replaced.TryGetValue(node, out SyntaxNode? whole) ? (T)whole : node.ReplaceNodes(replaced.Keys, (original, _) => replaced[original]);
    }

    private string TaskText(string? result) => variables.Text(layout.Task) + (result is null ? "" : $"<{result}>");
}
