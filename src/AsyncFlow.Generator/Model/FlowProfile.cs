using System.Collections.Immutable;
using System.Globalization;

namespace AsyncFlow.Generator.Model;

/// <summary>The critical path of a run, from a file that <c>FlowReport.SaveProfile</c> wrote.</summary>
/// <param name="Flow">The name of the flow, and how long the run took.</param>
/// <param name="Path">The steps of the path, and for how long each counts.</param>
internal sealed record FlowProfile(ProfileEntry Flow, EquatableArray<ProfileEntry> Path)
{
    /// <summary>The first line of such a file.</summary>
    public const string Header = "AsyncFlow profile 1";

    /// <summary>Reads a file; null if its content is not that of a profile, for example since it was edited.</summary>
    public static FlowProfile? Read(string text)
    {
        string[] lines = text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        ProfileEntry?[] entries = [.. lines.Skip(1).Select(Entry)];
        return lines is [Header, ..] && entries is [{ } flow, ..] && entries.All(static entry => entry is not null)
            ? new(flow, entries.Skip(1).Select(static entry => entry!).ToImmutableArray())
            : null;
    }

    private static ProfileEntry? Entry(string line) =>
        line.Split(['\t'], 2) is [var time, var name] && double.TryParse(time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double milliseconds)
            ? new(name, milliseconds)
            : null;
}

/// <summary>A line of a profile.</summary>
/// <param name="Name">The name of the flow or step.</param>
/// <param name="Milliseconds">Its time.</param>
internal sealed record ProfileEntry(string Name, double Milliseconds);
