namespace DocsSite.Publishing;

/// <summary>What was published.</summary>
internal sealed record Summary(int Pages, int Words, BrokenLink[] BrokenLinks)
{
    /// <summary>Counts.</summary>
    public static Summary Of(IReadOnlyList<Page> pages, BrokenLink[] brokenLinks) =>
        new(pages.Count, pages.Sum(static page => page.Words.Length), brokenLinks);
}
