using System.Runtime.CompilerServices;

namespace AsyncFlow.Tests;

/// <summary>The C# examples of a guide are regions of files that a test project compiles.</summary>
internal static class GuideExamples
{
    /// <summary>Compares the examples of a guide with the regions of files.</summary>
    /// <param name="guide">The name of the guide, without its ending.</param>
    /// <param name="sources">The texts of the files.</param>
    public static void AssertCompiled(string guide, params string[] sources)
    {
        string text = File.ReadAllText(Path.Join(Directory(), $"../../docs/guides/{guide}.md")).ReplaceLineEndings("\n");
        IEnumerable<string> examples = text.Split("```csharp\n")[1..].Select(static example => example.Split("```")[0]);
        IEnumerable<string> regions = sources.SelectMany(static source => source.ReplaceLineEndings("\n").Split("#region ")[1..]).Select(TextOf);
        Assert.Equal(examples.Order(StringComparer.Ordinal), regions.Order(StringComparer.Ordinal));
    }

    /// <summary>The text of a file beside the one that calls this.</summary>
    public static string Read(string file, [CallerFilePath] string here = "") => File.ReadAllText(Path.Join(Path.GetDirectoryName(here), file));

    // Without the first line, which is the name, and without the indentation that all lines have.
    private static string TextOf(string region)
    {
        string[] lines = region.Split("#endregion")[0].TrimEnd(' ').Split('\n')[1..];
        int indentation = lines.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indentation..] : line));
    }

    private static string Directory([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
