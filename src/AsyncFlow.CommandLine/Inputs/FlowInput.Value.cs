using System.CommandLine;
using System.CommandLine.Parsing;

namespace AsyncFlow.CommandLine;

/// <summary>An input of a known type.</summary>
/// <typeparam name="T">The type.</typeparam>
internal abstract class FlowInput<T>(string name, string? description, bool isRequired, T value) : FlowInput(name, description, isRequired)
{
    private Option<T>? _option;
    private Argument<T>? _argument;

    internal override string TypeName => typeof(T).Name;

    /// <summary>The value if there is none on the command line.</summary>
    protected T Default { get; } = value;

    /// <summary>How many texts the value has.</summary>
    protected abstract ArgumentArity Arity { get; }

    /// <summary>The names among which to choose; empty for other types.</summary>
    protected abstract string[] Choices { get; }

    internal T Read(ParseResult parsed) => _option is not null ? parsed.GetValue(_option)! : _argument is not null ? parsed.GetValue(_argument)! : Default;

    internal override bool IsGiven(ParseResult parsed) =>
        (_option is not null && parsed.GetResult(_option) is { Implicit: false }) || (_argument is not null && parsed.GetResult(_argument) is { Tokens.Count: > 0 });

    internal override Symbol Declare(bool isArgument)
    {
        // The library's own check of required symbols would also refuse --list and --graph.
        string description = $"{Description}{(IsRequired ? $"{(Description is null ? "" : " ")}(required)" : "")}";
        if (isArgument)
        {
            _argument = new Argument<T>(Name) { Description = description, Arity = new ArgumentArity(0, Arity.MaximumNumberOfValues), CustomParser = Parse };
            _argument.DefaultValueFactory = HasDefault ? _ => Default : null;
            _argument.CompletionSources.Add(Choices);
            return _argument;
        }

        _option = new Option<T>(OptionName) { Description = description, Arity = Arity, CustomParser = Parse, HelpName = HelpName };
        _option.DefaultValueFactory = HasDefault ? _ => Default : null;
        _option.CompletionSources.Add(Choices);
        return _option;
    }

    // Null and false are the values of options that are not given anyway, and the help need not say so.
    private bool HasDefault => !IsRequired && Default is not (null or false);

    /// <summary>What stands for the value in the help; null for the library's choice.</summary>
    protected virtual string? HelpName => Choices.Length == 0 ? Name : string.Join('|', Choices);

    /// <summary>Makes the value of its texts.</summary>
    protected abstract T Parse(ArgumentResult result);
}

/// <summary>An input of a type that no text can be made into. It always has its default.</summary>
internal sealed class UnreadableInput<T>(string name, bool isRequired, T value) : FlowInput<T>(name, null, isRequired, value)
{
    internal override bool IsReadable => false;

    protected override ArgumentArity Arity => ArgumentArity.Zero;

    protected override string[] Choices => [];

    protected override T Parse(ArgumentResult result) => Default;
}
