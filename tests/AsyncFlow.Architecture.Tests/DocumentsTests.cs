using System.Text.RegularExpressions;

namespace AsyncFlow.Architecture.Tests;

/// <summary>The documents are part of the house: what they point to is there, and no diagnostic goes without its page.</summary>
public sealed partial class DocumentsTests
{
    [Fact]
    public void Links_lead_somewhere()
    {
        string[] broken =
        [
            .. from document in Documents()
               from Match link in Link().Matches(File.ReadAllText(document))
               let target = link.Groups["target"].Value.Split('#')[0]
               where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
               where !Path.Exists(Path.Join(Path.GetDirectoryName(document), target))
               select $"{Path.GetRelativePath(Repository.Root, document)}: {target}",
        ];
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Every_diagnostic_has_a_page_and_a_row_in_the_README()
    {
        string[] reported = [.. AnalyzerReleases().SelectMany(file => Row().Matches(File.ReadAllText(file))).Select(Id).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(reported);
        Assert.Equal(reported, Directory.GetFiles(Path.Join(Repository.Root, "docs", "diagnostics"), "FLOW*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.Equal(reported, ReadmeRow().Matches(File.ReadAllText(Path.Join(Repository.Root, "README.md"))).Select(Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_examples_of_every_guide_are_compiled_by_a_test()
    {
        string tests = string.Concat(Directory.GetFiles(Path.Join(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        IEnumerable<string> guides = Directory.GetFiles(Path.Join(Repository.Root, "docs", "guides"), "*.md")
            .Where(static guide => File.ReadAllText(guide).Contains("```csharp", StringComparison.Ordinal))
            .Select(static guide => Path.GetFileNameWithoutExtension(guide));
        Assert.DoesNotContain(guides, guide => !tests.Contains($"guides/{guide}.md\"", StringComparison.Ordinal) && !tests.Contains($"\"{guide}\"", StringComparison.Ordinal));
    }

    private static string Id(Match row) => row.Groups["id"].Value;

    private static IEnumerable<string> Documents() => Directory.GetFiles(Repository.Root, "*.md")
        .Concat(Directory.GetFiles(Path.Join(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Where(static document => !document.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string[] AnalyzerReleases() =>
        Directory.GetFiles(Path.Join(Repository.Root, "src"), "AnalyzerReleases.*.md", SearchOption.AllDirectories);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?<id>FLOW\d{3})\s*\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| \[(?<id>FLOW\d{3})\]", RegexOptions.Multiline)]
    private static partial Regex ReadmeRow();
}
