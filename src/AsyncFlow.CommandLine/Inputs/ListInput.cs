using System.CommandLine;
using System.CommandLine.Parsing;

namespace AsyncFlow.CommandLine;

/// <summary>An input of any number of values.</summary>
internal sealed class ListInput<T>(string name, string? description, Func<string, T> parse, bool isRequired, T[] values)
    : FlowInput<T[]>(name, description, isRequired, values)
{
    protected override ArgumentArity Arity => ArgumentArity.OneOrMore;

    protected override string[] Choices { get; } = TypeText.NamesOf(typeof(T));

    protected override T[] Parse(ArgumentResult result) =>
        result.Tokens.Count == 0 ? Default : [.. result.Tokens.Select(token => TextParser.Parse(this, parse, token.Value, result))];
}
