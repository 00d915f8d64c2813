using System.Text;
using AsyncFlow.Analyzers.Awaits;
using AsyncFlow.CodeFixes.Editing;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncFlow.CodeFixes.Awaits;

/// <summary>Writes a flow whose steps are the awaits of a method, and lets the method call it.</summary>
internal sealed class FlowWriter
{
    private readonly AwaitPlan _plan;
    private readonly FlowVariables _variables;
    private readonly OwnMembers _members;
    private readonly FlowLayout _layout;
    private readonly Dictionary<object, string> _names = [];
    private readonly List<AwaitStep> _steps;
    private readonly string _flow;
    private readonly SemanticModel _model;

    private FlowWriter(AwaitPlan plan, FlowVariables variables, OwnMembers members, FlowNames names, SemanticModel model)
    {
        _plan = plan;
        _variables = variables;
        _members = members;
        _model = model;
        _steps = [.. plan.Steps];
        _layout = new(plan.Declaration, model.Compilation.GetTypesByMetadataName("System.Threading.Tasks.Task")[0]);
        _flow = names.Flow(plan.Declaration.Identifier.ValueText, plan.Method.ContainingType);
        foreach (AwaitPart part in plan.Reader.Parts.Where(part => part is { IsValue: true, Alias: null } && plan.Reader.Parts.Any(other => other.Uses.Contains(part))))
        {
            _names[part] = names.Value(part);
        }

        foreach (AwaitStep step in _steps)
        {
            _names[step] = names.Step(step);
        }

        UseResultAsOutput();
    }

    /// <summary>The writer; null if a flow cannot do the same as the method.</summary>
    public static FlowWriter? For(AwaitPlan plan, SemanticModel model, CancellationToken cancellationToken)
    {
        FlowNames names = new(plan.Declaration, plan.Method.ContainingType);
        return plan.Declaration.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp12 }
            && !UsesCaller(plan, model, cancellationToken)
            && FlowVariables.Find(plan, model, cancellationToken) is { } variables
            && OwnMembers.Find(plan.Reader.Statements, model, plan.Method.ContainingType, names, cancellationToken) is { } members
            && !members.ValueUses.Any(use => use.Member is IFieldSymbol or IPropertySymbol && variables.DependsOnCheck(use.Use, MemberLookup.TypeOf(use.Member)!))
            ? new(plan, variables, members, names, model)
            : null;
    }

    /// <summary>The changes of the file.</summary>
    public IEnumerable<TextChange> Changes
    {
        get
        {
            if (UsingDirective() is { } import)
            {
                yield return import;
            }

            foreach (TypeDeclarationSyntax type in _plan.Declaration.Ancestors().OfType<TypeDeclarationSyntax>().Reverse().Where(static type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)))
            {
                yield return new(new TextSpan(type.Keyword.SpanStart, 0), "partial ");
            }

            yield return CallOfFlow();
            yield return new(new TextSpan(_plan.Declaration.Span.End, 0), $"{_layout.LineBreak}{_layout.LineBreak}{FlowText()}");
        }
    }

    // 'return x;' after the step that gives 'x' needs no step.
    private void UseResultAsOutput()
    {
        AwaitStep last = _steps[_steps.Count - 1];
        if (last is { IsOutput: true, Parts: [{ Syntax: ReturnStatementSyntax { Expression: IdentifierNameSyntax name }, Comments.Count: 0 } part] }
            && !FlowLayout.CommentsIn(part.Syntax.GetLeadingTrivia().Concat(part.Syntax.GetTrailingTrivia())).Any()
            && _steps.Find(step => step.Result is ILocalSymbol local && local.Name == name.Identifier.ValueText) is { } producer
            && _variables.TypeOf(producer.Result!) == Output)
        {
            producer.IsOutput = true;
            _steps.Remove(last);
        }
    }

    // The type of the result as it is written in the method.
    private string? Output => _plan.Declaration.ReturnType.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault(static name => name.Identifier.ValueText is "Task" or "ValueTask")?.TypeArgumentList.Arguments[0].ToString();

    private string FlowText()
    {
        string inputs = _members.Inputs.Count == 0 ? "" : $"({string.Join(", ", _members.Inputs.Select(input => $"{TypeOfInput(input.Member)} {NameList.Escaped(input.Name)}"))})";
        StringBuilder text = new();
        text.Append(_layout.Type).Append("[Flow]").Append(_layout.LineBreak);
        text.Append(_layout.Type).Append("private sealed partial class ").Append(_flow).Append(_plan.Declaration.TypeParameterList?.ToString()).Append(inputs).Append(_layout.LineBreak);
        foreach (TypeParameterConstraintClauseSyntax constraint in _plan.Declaration.ConstraintClauses)
        {
            text.Append(_layout.Member).Append(constraint).Append(_layout.LineBreak);
        }

        StepWriter writer = new(_plan, _variables, _members, _names, _layout);
        text.Append(_layout.Type).Append('{').Append(_layout.LineBreak);
        text.Append(string.Join(_layout.LineBreak + _layout.LineBreak, _steps.Select(step => writer.Write(step, Output))));
        return text.Append(_layout.LineBreak).Append(_layout.Type).Append('}').ToString();
    }

    private string TypeOfInput(ISymbol? member)
    {
        ITypeSymbol type = member switch
        {
            null => _plan.Method.ContainingType,
            IParameterSymbol parameter => parameter.Type,
            _ => MemberLookup.TypeOf(member)!,
        };
        return _variables.Text(type);
    }

    private TextChange CallOfFlow()
    {
        IReadOnlyList<SyntaxNode> statements = _plan.Reader.Statements;
        ISymbol[] inputs = [.. _steps.SelectMany(step => _variables.Inputs.Where(step.Uses)).Distinct<ISymbol>(SymbolEqualityComparer.Default)];
        string[] arguments = [.. inputs.Append(_variables.Token).OfType<ISymbol>().Select(static input => NameList.Escaped(input.Name))];
        string constructed = $"new {_flow}{TypeArguments()}({string.Join(", ", _members.Inputs.Select(static input => input.Argument))})";
        bool isConfigured = statements.SelectMany(AwaitSyntax.NodesOf).Any(static node => node is IdentifierNameSyntax { Identifier.ValueText: "ConfigureAwait" });
        string call = $"await {constructed}.ExecuteAsync({string.Join(", ", arguments)}){(isConfigured ? ".ConfigureAwait(false)" : "")}";
        if (statements[0] is ExpressionSyntax body)
        {
            return new(body.Span, call);
        }

        string statement = _layout.Member + (Output is null ? call : "return " + call) + ";" + _layout.LineBreak;
        bool followsEmptyLine = statements[0].GetLeadingTrivia() is [var blank, ..] && blank.IsKind(SyntaxKind.EndOfLineTrivia);
        IEnumerable<string> comments = _plan.Reader.LastComments.Select(comment => $"{_layout.Member}{comment}{_layout.LineBreak}");
        return new(
            TextSpan.FromBounds(statements[0].FullSpan.Start, statements[statements.Count - 1].FullSpan.End),
            (followsEmptyLine ? _layout.LineBreak : "") + string.Concat(comments) + statement);
    }

    private string TypeArguments() => _plan.Declaration.TypeParameterList is { Parameters: var parameters } ? $"<{string.Join(", ", parameters.Select(static parameter => parameter.Identifier.Text))}>" : "";

    private TextChange? UsingDirective()
    {
        if (_model.LookupNamespacesAndTypes(_plan.Declaration.SpanStart, name: "StepAttribute").Any(static type => type is INamedTypeSymbol attribute && attribute.Is("AsyncFlow", "StepAttribute")))
        {
            return null;
        }

        CompilationUnitSyntax root = (CompilationUnitSyntax)_plan.Declaration.SyntaxTree.GetRoot();
        UsingDirectiveSyntax[] usings = [.. root.Usings.Where(static directive => directive.Alias is null && directive.StaticKeyword == default && directive.GlobalKeyword == default)];
        UsingDirectiveSyntax? before = usings.LastOrDefault(static directive => directive.Name?.ToString() is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal) || string.CompareOrdinal(name, "AsyncFlow") < 0));
        return before is not null ? new(new TextSpan(before.Span.End, 0), $"{_layout.LineBreak}using AsyncFlow;")
            : usings.Length > 0 ? new(new TextSpan(usings[0].SpanStart, 0), $"using AsyncFlow;{_layout.LineBreak}")
            : new(new TextSpan(root.Externs.Concat<SyntaxNode>(root.Usings).LastOrDefault()?.FullSpan.End ?? root.GetFirstToken().SpanStart, 0), $"using AsyncFlow;{_layout.LineBreak}{(root.Usings.Count > 0 ? "" : _layout.LineBreak)}");
    }

    // Calls that get the name of their caller would get that of a step.
    private static bool UsesCaller(AwaitPlan plan, SemanticModel model, CancellationToken cancellationToken) => plan.Reader.Statements
        .SelectMany(static statement => statement.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>())
        .Any(call => model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol method
            && method.Parameters.Any(parameter => parameter.IsOptional && parameter.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "CallerMemberNameAttribute" }))
            && call.ArgumentList.Arguments.Count < method.Parameters.Length);
}
