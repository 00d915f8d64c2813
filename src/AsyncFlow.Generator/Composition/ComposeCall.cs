using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>A call of a function of <c>Compose</c>, also of one whose arguments do not fit.</summary>
internal sealed class ComposeCall
{
    private readonly SeparatedSyntaxList<ArgumentSyntax> _arguments;

    private ComposeCall(string name, InvocationExpressionSyntax syntax)
    {
        Name = name;
        Syntax = syntax;
        _arguments = syntax.ArgumentList.Arguments;
    }

    /// <summary>The function's name.</summary>
    public string Name { get; }

    public InvocationExpressionSyntax Syntax { get; }

    public static ComposeCall? Of(InvocationExpressionSyntax call, SemanticModel model)
    {
        SymbolInfo info = model.GetSymbolInfo(call);
        ISymbol? function = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return function is IMethodSymbol && function.ContainingType.Is("AsyncFlow", "Compose") ? new(function.Name, call) : null;
    }

    /// <summary>What a parameter that takes one value gets; null if that is missing.</summary>
    public ExpressionSyntax? Argument(string parameter, int position) =>
        (_arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter)
            ?? (position < _arguments.Count && _arguments[position].NameColon is null ? _arguments[position] : null))?.Expression;

    /// <summary>What a parameter that takes any number of values gets.</summary>
    public IEnumerable<ExpressionSyntax> Rest(int position, params string[] parameters)
    {
        for (int i = 0; i < _arguments.Count; i++)
        {
            if (_arguments[i].NameColon is { } name ? parameters.Contains(name.Name.Identifier.ValueText) : i >= position)
            {
                yield return _arguments[i].Expression;
            }
        }
    }
}
