using System.CommandLine;
using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace AsyncFlow.CommandLine;

/// <summary>An input of a flow as an option or argument of its command line. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FlowInput
{
    private protected FlowInput(string name, string? description, bool isRequired) => (Name, Description, IsRequired) = (name, description, isRequired);

    /// <summary>The input's name.</summary>
    public string Name { get; }

    internal string? Description { get; }

    internal bool IsRequired { get; }

    /// <summary>Whether the input can be read from a command line.</summary>
    internal virtual bool IsReadable => true;

    /// <summary>The name of the option: <c>--output-folder</c> for <c>outputFolder</c>.</summary>
    internal string OptionName => $"--{Kebab(Name)}";

    /// <summary>The name of the type, for messages.</summary>
    internal abstract string TypeName { get; }

    /// <summary>An input of one value that callers must give.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="description">What it is; null if that is not known.</param>
    /// <param name="parse">Makes the value of its text.</param>
    public static FlowInput Required<T>(string name, string? description, Func<string, T> parse) => new ValueInput<T>(name, description, parse, isRequired: true, default!);

    /// <summary>An input of one value that has a default.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="description">What it is; null if that is not known.</param>
    /// <param name="parse">Makes the value of its text.</param>
    /// <param name="value">The default.</param>
    public static FlowInput Optional<T>(string name, string? description, Func<string, T> parse, T value) => new ValueInput<T>(name, description, parse, isRequired: false, value);

    /// <summary>An input of any number of values of which callers must give at least one.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="description">What it is; null if that is not known.</param>
    /// <param name="parse">Makes one value of its text.</param>
    public static FlowInput RequiredList<T>(string name, string? description, Func<string, T> parse) => new ListInput<T>(name, description, parse, isRequired: true, []);

    /// <summary>An input of any number of values that has a default.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="description">What it is; null if that is not known.</param>
    /// <param name="parse">Makes one value of its text.</param>
    /// <param name="values">The default.</param>
    public static FlowInput OptionalList<T>(string name, string? description, Func<string, T> parse, T[]? values) =>
        new ListInput<T>(name, description, parse, isRequired: false, values!);

    /// <summary>An input of a type that no text can be made into, and that callers must give.</summary>
    /// <param name="name">The input's name.</param>
    public static FlowInput Unreadable<T>(string name) => new UnreadableInput<T>(name, isRequired: true, default!);

    /// <summary>An input of a type that no text can be made into, which always has its default.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="value">The default.</param>
    public static FlowInput Unreadable<T>(string name, T value) => new UnreadableInput<T>(name, isRequired: false, value);

    /// <summary>Makes a value of its text, independently of the culture.</summary>
    /// <param name="text">The text.</param>
    public static T Parse<T>(string text) where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Makes a member of an enumeration of its name, in any case.</summary>
    /// <param name="text">The name.</param>
    /// <exception cref="FormatException">There is no such member.</exception>
    public static T ParseEnum<T>(string text) where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) ? value : throw new FormatException($"'{text}' is not a member of {typeof(T).Name}.");

    /// <summary>The symbol of the command line. Made once.</summary>
    /// <param name="isArgument">Whether it is an argument; otherwise it is an option.</param>
    internal abstract Symbol Declare(bool isArgument);

    /// <summary>Whether the command line gives a value.</summary>
    internal abstract bool IsGiven(ParseResult parsed);

    private static string Kebab(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            bool isStart = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(isStart ? "-" : "").Append(name[i] == '_' ? '-' : char.ToLowerInvariant(name[i]));
        }

        return text.ToString().Trim('-');
    }
}
