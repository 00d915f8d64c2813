using System.Text.RegularExpressions;
using Build;
using Tutorial;

namespace AsyncFlow.Samples.Tests;

/// <summary>The tutorial: its code is that of the sample, and prints what the document says.</summary>
public sealed partial class TutorialTests
{
    private static readonly string s_root = Repository.Find(AppContext.BaseDirectory, packages: null).Root;
    private static readonly string s_text = File.ReadAllText(Path.Join(s_root, "docs", "tutorial.md")).ReplaceLineEndings("\n");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_document_shows_the_code_of_the_sample(int step)
    {
        string code = File.ReadAllText(Path.Join(s_root, "samples", "Tutorial", "Steps", $"Step{step}.cs")).ReplaceLineEndings("\n");
        string shown = NamespaceLine().Replace(code, "").Trim();

        Assert.Contains($"```csharp\n{shown}\n```", Section(step), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_step_prints_what_the_document_says()
    {
        Weather weather = new();

        await PrintsAsync(2, new Tutorial.Step2.Trip(weather).ExecuteAsync());
        await PrintsAsync(3, new Tutorial.Step3.Trip(weather).ExecuteAsync("Italy"));
        await PrintsAsync(4, new Tutorial.Step4.Trip(weather).ExecuteAsync("Italy"));
        await PrintsAsync(5, new Tutorial.Step5.Trip(weather).ExecuteAsync("Italy"));
        await PrintsAsync(6, new Tutorial.Step6.Trip(weather).ExecuteAsync("France"));
        await PrintsAsync(7, new Tutorial.Step7.Trip(weather).ExecuteAsync("Spain"));
    }

    [Fact]
    public async Task The_last_step_writes_a_page()
    {
        string page = Path.Join(Directory.CreateTempSubdirectory("asyncflow-tutorial-").FullName, "trip.html");
        try
        {
            await PrintsAsync(8, Tutorial.Step8.Show.RunAsync(new Weather(), page));

            Assert.Contains("LoadForecast", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(page)!, recursive: true);
        }
    }

    private static async Task PrintsAsync(int step, ValueTask<string> run) =>
        Assert.Contains($"```\n{(await run).ReplaceLineEndings("\n")}\n```", Section(step), StringComparison.Ordinal);

    private static string Section(int step)
    {
        int start = s_text.IndexOf($"\n## {step}. ", StringComparison.Ordinal);
        int end = s_text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return s_text[start..end];
    }

    [GeneratedRegex(@"^namespace [^\n]*\n\n", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
