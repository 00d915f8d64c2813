namespace DocsSite.Publishing;

/// <summary>The folder that the site is written to.</summary>
internal sealed class SiteFolder(string path)
{
    /// <summary>Writes every page.</summary>
    public async Task WritePagesAsync(IReadOnlyList<Page> pages, CancellationToken cancellationToken)
    {
        foreach (Page page in pages)
        {
            await WriteAsync(page.Path, page.Html, cancellationToken);
        }
    }

    /// <summary>Writes what a search in the browser needs.</summary>
    public Task WriteIndexAsync(SearchIndex index, CancellationToken cancellationToken) => WriteAsync("search.json", index.ToJson(), cancellationToken);

    private async Task WriteAsync(string name, string content, CancellationToken cancellationToken)
    {
        string file = Path.Combine(path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, content, cancellationToken);
    }
}
