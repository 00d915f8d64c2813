using System.CommandLine;
using System.CommandLine.Parsing;

namespace AsyncFlow.CommandLine;

/// <summary>An input of one value.</summary>
internal sealed class ValueInput<T>(string name, string? description, Func<string, T> parse, bool isRequired, T value)
    : FlowInput<T>(name, description, isRequired, value)
{
    private static readonly bool s_isFlag = TypeText.IsFlag(typeof(T));

    protected override ArgumentArity Arity => s_isFlag ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;

    protected override string[] Choices { get; } = TypeText.NamesOf(typeof(T));

    protected override string? HelpName => s_isFlag ? null : base.HelpName;

    // An option without a value is a flag.
    protected override T Parse(ArgumentResult result) => result.Tokens is [Token token] ? TextParser.Parse(this, parse, token.Value, result)
        : s_isFlag && result.Parent is OptionResult ? parse(bool.TrueString)
        : Default;
}
