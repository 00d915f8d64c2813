// The examples of docs/guides/streams.md. GuideTests compares them.
namespace AsyncFlow.Testing.Tests.Guides.Streams;

public sealed record Page;

public sealed record Row(Page Page);

public sealed record Summary(IReadOnlyList<Row> Rows);

public abstract class Site
{
    public abstract IAsyncEnumerable<Uri> FindAsync(Uri start, CancellationToken ct);

    public abstract Task<Page> FetchAsync(Uri url, CancellationToken ct);
}

#region flow
[Flow]
public partial class Crawl(Site site)
{
    [Step]
    private IAsyncEnumerable<Uri> Find([Input] Uri start, CancellationToken ct) => site.FindAsync(start, ct);

    [Step]
    private Task<Page> Fetch([Each(nameof(Find), MaxConcurrency = 8)] Uri url, CancellationToken ct) => site.FetchAsync(url, ct);     // starts with the first address

    [Step]
    private Row Parse([Each(nameof(Fetch), MaxConcurrency = 2, Buffer = 16)] Page page) => new(page);                               // starts with the first page

    [Step, Output]
    private static Summary Sum(IReadOnlyList<Row> rows) => new(rows);                                                                      // all rows, in the order of the addresses
}
#endregion

#region builder
public static class CrawlAtRunTime
{
    public static Flow<IReadOnlyList<Row>> Build(Site site, Uri start)
    {
        FlowBuilder b = new("crawl");
        StepHandle<IAsyncEnumerable<Uri>> found = b.Step("find", ct => site.FindAsync(start, ct));
        StepHandle<IReadOnlyList<Page>> pages = b.ForEach(found, (url, ct) => site.FetchAsync(url, ct), maxConcurrency: 8);
        return b.Build(b.ForEach(pages, (page, _) => new Row(page), maxConcurrency: 2, buffer: 16));
    }
}
#endregion

#region output
[Flow]
public partial class Feed(Site site)
{
    [Step]
    private IAsyncEnumerable<Uri> Find([Input] Uri start, CancellationToken ct) => site.FindAsync(start, ct);

    [Step, Output(Stream = true)]
    private Task<Page> Fetch([Each(nameof(Find), MaxConcurrency = 8)] Uri url, CancellationToken ct) => site.FetchAsync(url, ct);
}

public static class Reader
{
    public static async Task PrintAsync(Feed feed, Uri start, CancellationToken ct)
    {
        await foreach (Page page in feed.ExecuteAsync(start, ct))
        {
            Console.WriteLine(page);
        }
    }
}
#endregion
