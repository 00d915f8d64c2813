using AsyncFlow;

namespace LiveView;

/// <summary>Publishes a site that does not exist: each step takes the time that such a step takes.</summary>
[Flow]
internal sealed partial class Site
{
    private readonly FlowLock _disk = new();
    private readonly Persistent _patience = new();
    private int _attempts;

    [Step]
    private readonly Assets _assets = new();

    [Step]
    private static async Task<int[]> FindPages(CancellationToken cancellationToken)
    {
        await Task.Delay(300, cancellationToken);
        Console.WriteLine("48 pages have been found.");
        return [.. Enumerable.Range(0, 48)];
    }

    [Step]
    private static async Task<int> Render([Each(nameof(FindPages), MaxConcurrency = 6)] int page, CancellationToken cancellationToken)
    {
        await Task.Delay(100 + (page * 37 % 200), cancellationToken);
        return page;
    }

    [Step(nameof(FindPages)), WithLock(nameof(_disk))]
    private static Task BackUp(CancellationToken cancellationToken) => Task.Delay(1_500, cancellationToken);

    [Step(nameof(FindPages)), WithLock(nameof(_disk))]
    private static Task Index(CancellationToken cancellationToken) => Task.Delay(400, cancellationToken);

    [Step(nameof(_assets)), WithLock(nameof(_disk))]
    private static async Task<int> Write(IReadOnlyList<int> pages, CancellationToken cancellationToken)
    {
        await Task.Delay(700, cancellationToken);
        return pages.Count;
    }

    [Step(nameof(Write)), WithPolicy(nameof(_patience))]
    private async Task Upload(CancellationToken cancellationToken)
    {
        await Task.Delay(500, cancellationToken);
        if (++_attempts < 3)
        {
            throw new IOException("The server is busy.");
        }
    }

    [Step(nameof(Upload)), Output]
    private static int Publish([From(nameof(Write))] int pages) => pages;
}
