using System.Globalization;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes what a journal has to know of a flow and its steps.</summary>
internal static class KeptText
{
    /// <summary>How the result of a step is kept.</summary>
    public static string Of(KeptModel kept)
    {
        string result = kept.Result is { } type ? $"typeof({type})" : "null";
        string item = kept.Item is { } element ? $", typeof({element})" : "";
        return $"new global::AsyncFlow.CompilerServices.KeptStep({kept.Version.ToString(CultureInfo.InvariantCulture)}, {result}{item})";
    }

    /// <summary>What tells the runs of a flow from others.</summary>
    public static string Of(string flow, EquatableArray<string> inputs) =>
        $"new global::AsyncFlow.CompilerServices.KeptFlow({string.Join(", ", inputs.Select(static input => $"typeof({input})").Prepend($"typeof({flow})"))})";
}
