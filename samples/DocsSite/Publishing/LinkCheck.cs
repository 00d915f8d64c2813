namespace DocsSite.Publishing;

/// <summary>A link that leads nowhere.</summary>
internal sealed record BrokenLink(string Page, string Url);

/// <summary>The links between the pages.</summary>
internal static class LinkCheck
{
    /// <summary>Finds the links to pages that are not there.</summary>
    public static BrokenLink[] Check(IReadOnlyList<Page> pages)
    {
        HashSet<string> paths = [.. pages.Select(static page => page.Path)];
        return [.. from page in pages
                   from url in page.Links
                   where url.Split('#')[0].EndsWith(".md", StringComparison.Ordinal) && !paths.Contains(Target(page.Path, url))
                   select new BrokenLink(page.Path, url)];
    }

    private static string Target(string page, string url)
    {
        List<string> path = [.. page.Split('/')[..^1]];
        foreach (string part in Path.ChangeExtension(url.Split('#')[0], ".html").Split('/'))
        {
            if (part == ".." && path.Count > 0)
            {
                path.RemoveAt(path.Count - 1);
            }
            else if (part != ".")
            {
                path.Add(part);
            }
        }

        return string.Join('/', path);
    }
}
