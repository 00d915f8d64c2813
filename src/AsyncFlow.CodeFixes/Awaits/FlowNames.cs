using AsyncFlow.Analyzers.Awaits;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Awaits;

/// <summary>Chooses names that mean nothing else in the method, so that its code means the same within the flow.</summary>
internal sealed class FlowNames
{
    /// <summary>The members that every flow has.</summary>
    public static readonly string[] Members = ["Plan", "ExecuteAsync", "RunAsync", "Execution", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals"];

    private static readonly string[] s_verbs = ["Get", "Load", "Fetch", "Read", "Find", "Query", "Compute", "Calculate", "Create", "Download", "Retrieve"];

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public FlowNames(MethodDeclarationSyntax method, INamedTypeSymbol type)
    {
        _taken.UnionWith(method.DescendantTokens().Select(static token => token.ValueText));
        _taken.UnionWith(Members);
        _taken.Add(type.Name);
    }

    /// <summary>The name of the flow of a method.</summary>
    public string Flow(string method, INamedTypeSymbol type)
    {
        HashSet<string> members = [.. _taken];
        for (INamedTypeSymbol? parent = type; parent is not null; parent = parent.BaseType)
        {
            members.UnionWith(parent.GetMembers().Select(static member => member.Name));
        }

        string name = WithoutAsync(method) + "Flow";
        string unique = name;
        for (int i = 2; members.Contains(unique); i++)
        {
            unique = name + i;
        }

        _taken.Add(unique);
        return unique;
    }

    /// <summary>The name of a step: that of the method that it calls, or of the variable that it computes.</summary>
    public string Step(AwaitStep step)
    {
        string? result = step.Result is ILocalSymbol local ? Pascal(local.Name) : null;
        string? call = AwaitSyntax.NameOf(step.Awaiting?.Call) is { } called ? Pascal(WithoutAsync(called)) : null;
        SyntaxNode last = step.Parts[step.Parts.Count - 1].Syntax;
        string name = call ?? result ?? last switch
        {
            ReturnStatementSyntax { Expression: { } value } => OfValue(value),
            ExpressionSyntax value => OfValue(value),
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax statement } when AwaitSyntax.NameOf(statement) is { } method => Pascal(method),
            _ when AwaitSyntax.IsGuard(last) => "Check",
            _ => "Continue",
        };
        return Unique(name, result is null ? [name + "Step"] : [result, name + "Step"]);
    }

    /// <summary>The name of a value that had none.</summary>
    public string Value(AwaitPart part)
    {
        if (part.Syntax.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax task })
        {
            // The name of the task is free, since the task is gone.
            string variable = task.Identifier.ValueText;
            bool isTask = variable.EndsWith("Task", StringComparison.Ordinal) && variable.Length > 4;
            return isTask && Take(variable.Substring(0, variable.Length - 4)) is { } value ? value : variable;
        }

        string name = AwaitSyntax.NameOf(part.Call) is { } called ? WithoutAsync(called) : "Value";
        string? verb = Array.Find(s_verbs, verb => name.Length > verb.Length && name.StartsWith(verb, StringComparison.Ordinal) && char.IsUpper(name[verb.Length]));
        string camel = Camel(verb is null ? name : name.Substring(verb.Length));
        return Unique(camel, [camel + "Result"]);
    }

    /// <summary>The name of a constructor parameter for a member.</summary>
    public string Input(string member)
    {
        string name = Camel(member.TrimStart('_'));
        return Unique(name.Length == 0 ? "input" : name, ["this" + Pascal(name)]);
    }

    private string Unique(string name, string[] others)
    {
        foreach (string candidate in others.Prepend(name))
        {
            if (Take(candidate) is { } free)
            {
                return free;
            }
        }

        for (int i = 2; ; i++)
        {
            if (Take(name + i) is { } free)
            {
                return free;
            }
        }
    }

    private string? Take(string name) => _taken.Add(name) ? NameList.Escaped(name) : null;

    private static string OfValue(ExpressionSyntax value) => value switch
    {
        InvocationExpressionSyntax call when AwaitSyntax.NameOf(call) is { } method => Pascal(method),
        ObjectCreationExpressionSyntax { Type: SimpleNameSyntax type } => "Create" + type.Identifier.ValueText,
        _ => "Result",
    };

    private static string WithoutAsync(string name) => name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5 ? name.Substring(0, name.Length - 5) : name;

    private static string Pascal(string name) => name.TrimStart('_', '@') is { Length: > 0 } rest ? char.ToUpperInvariant(rest[0]) + rest.Substring(1) : "Step";

    private static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);
}
