using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>A call of a method of <c>Compose</c>, including a call with invalid arguments.</summary>
internal sealed class ComposeCall
{
    private readonly SeparatedSyntaxList<ArgumentSyntax> _arguments;

    private ComposeCall(string name, InvocationExpressionSyntax syntax)
    {
        Name = name;
        Syntax = syntax;
        _arguments = syntax.ArgumentList.Arguments;
    }

    /// <summary>The name of the method.</summary>
    public string Name { get; }

    public InvocationExpressionSyntax Syntax { get; }

    public static ComposeCall? Of(InvocationExpressionSyntax call, SemanticModel model)
    {
        SymbolInfo info = model.GetSymbolInfo(call);
        ISymbol? function = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return function is IMethodSymbol && function.ContainingType.Is("AsyncFlow", "Compose") ? new(function.Name, call) : null;
    }

    /// <summary>The argument of a parameter that takes one value; null if it is missing.</summary>
    public ExpressionSyntax? Argument(string parameter, int position) =>
        (_arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter)
            ?? (position < _arguments.Count && _arguments[position].NameColon is null ? _arguments[position] : null))?.Expression;

    /// <summary>The arguments of a parameter that takes any number of values.</summary>
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
