using System.ComponentModel;
using System.Globalization;

namespace AsyncFlow.CommandLine.Tests;

/// <summary>A build whose steps log their names. Test takes the result of Compile.</summary>
[Flow]
public sealed partial class Build(List<string> ran, string? failing = null)
{
    [Step]
    private Task Restore() => Log("Restore");

    [Step(nameof(Restore))]
    private async Task<string> Compile()
    {
        await Log("Compile");
        return "app.dll";
    }

    [Step]
    private Task Test(string assembly) => Log($"Test {assembly}");

    [Step(nameof(Test))]
    private Task Pack() => Log("Pack");

    private Task Log(string name)
    {
        lock (ran)
        {
            ran.Add(name);
        }

        return name == failing ? throw new InvalidOperationException($"{name} went wrong [at 50%]") : Task.CompletedTask;
    }
}

public enum Configuration
{
    Debug,
    Release,
}

/// <summary>Text with a constructor.</summary>
public sealed record Label(string Text);

/// <summary>A flow with inputs of all kinds.</summary>
[Flow]
public sealed partial class Nightly
{
    /// <param name="day">The <b>day</b> to load.</param>
    /// <param name="configuration">Not used: the attribute describes it.</param>
    [Step]
    private static string Load([Input] DateOnly day, [Input, Description("Debug or release")] Configuration configuration = Configuration.Debug) => $"{day:yyyy-MM-dd} {configuration}";

    [Step, Output]
    private static string Save(
        string loaded,
        [Input] string[] sourceFolders,
        [Input] bool dryWrites = false,
        [Input] int? top = null,
        [Input] Label? label = null,
        [Input] IReadOnlyList<int>? numbers = null,
        [Input] Uri? feed = null,
        [Input] string name = "night") =>
        $"{loaded} {string.Join('+', sourceFolders)} {dryWrites} {top?.ToString(CultureInfo.InvariantCulture) ?? "-"} {label?.Text ?? "-"} {string.Join('+', numbers ?? [])} {feed?.Host ?? "-"} {name}";
}

/// <summary>A flow with one input that no text can be made into, and one that has a default.</summary>
[Flow]
public sealed partial class Unreadable
{
    [Step, Output]
    private static int Count([Input] List<int> list) => list.Count;
}

[Flow]
public sealed partial class HalfReadable
{
    [Step, Output]
    private static int Count([Input] int number, [Input] List<int>? list = null) => number + (list?.Count ?? 0);
}

[Flow]
public sealed partial class Taken
{
    [Step, Output]
    private static int Count([Input] int target) => target;
}
