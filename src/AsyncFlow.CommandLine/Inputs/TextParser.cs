using System.CommandLine.Parsing;

namespace AsyncFlow.CommandLine;

/// <summary>Makes values of texts, and errors of exceptions.</summary>
internal static class TextParser
{
    /// <summary>The value; the type's default with an error in the result.</summary>
    public static T Parse<T>(FlowInput input, Func<string, T> parse, string text, ArgumentResult result)
    {
        try
        {
            return parse(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            string name = result.Parent is OptionResult ? input.OptionName : input.Name;
            result.AddError($"{name} needs {TypeText.Describe(typeof(T))}, not '{text}'.{(TypeText.IsKnown(typeof(T)) ? "" : $" {exception.Message}")}");
            return default!;
        }
    }
}
