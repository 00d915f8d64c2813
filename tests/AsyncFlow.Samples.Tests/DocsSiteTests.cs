using System.Text.Json;
using DocsSite;
using DocsSite.Publishing;

namespace AsyncFlow.Samples.Tests;

public sealed class DocsSiteTests : IDisposable
{
    private readonly TemporaryTree _source = new();
    private readonly TemporaryTree _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task A_folder_of_Markdown_becomes_a_site()
    {
        _source.Write("index.md", "# Hello *world*\n\n[guide](guides/first.md#start), [gone](gone.md), [elsewhere](https://example.com/x.md)\n");
        _source.Write("guides/first.md", "Text about locks. [back](../index.md)\n");

        Summary summary = await new SiteFlow(new MarkdownFolder(_source.Root), new SiteFolder(_target.Root)).ExecuteAsync();

        Assert.Equal(2, summary.Pages);
        Assert.Equal(new BrokenLink("index.html", "gone.md"), Assert.Single(summary.BrokenLinks));
        string index = await File.ReadAllTextAsync(Path.Join(_target.Root, "index.html"));
        Assert.Contains("<title>Hello world</title>", index, StringComparison.Ordinal);
        Assert.Contains("href=\"guides/first.html#start\"", index, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.com/x.md\"", index, StringComparison.Ordinal);
        using JsonDocument search = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Join(_target.Root, "search.json")));
        Assert.Equal("guides/first.html", Assert.Single(search.RootElement.GetProperty("locks").EnumerateArray()).GetString());
    }

    [Fact]
    public void The_plan_is_the_one_that_the_composition_says() => Assert.Equal(
        """
        SiteFlow: 8 steps in 6 waves
          1: Find
          2: ReadAsync for each after Find
          3: Render for each after ReadAsync
          4: WritePagesAsync after Render with _disk, Build after Render, Check after Render
          5: WriteIndexAsync after Build with _disk
          6: Of after Render and WritePagesAsync and WriteIndexAsync and Check

        """.ReplaceLineEndings("\n"),
        SiteFlow.Plan.ToString());
}
