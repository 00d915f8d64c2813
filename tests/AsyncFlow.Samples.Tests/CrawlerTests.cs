using Crawler;

namespace AsyncFlow.Samples.Tests;

/// <summary>The crawler, on the site that it serves itself.</summary>
public sealed class CrawlerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Every_page_that_can_be_fetched_is_found(int pages)
    {
        await using LocalSite site = await LocalSite.StartAsync(hosts: 3, pages);
        using HttpClient http = new();

        FlowReport<Summary> report = await new CrawlFlow(http, site.Start, TimeProvider.System).RunAsync();

        // Page n leads to 2n and 2n + 1, and every page to the same one on another host. Those that eleven divides are never served.
        HashSet<int> found = [];
        Find(1);
        int asked = found.SelectMany(static number => (int[])[2 * number, (2 * number) + 1]).Append(1).Where(number => number <= pages).Distinct().Count();
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(3 * found.Count, report.Output.Rows.Count);
        Assert.Equal(3 * (asked - found.Count), report.Output.Failed.Count);
        Assert.InRange(site.MostAtOnce, 1, 2);
        Assert.Equal(asked > found.Count, report.Steps[1].IsHandled);

        // Pages that seven divides are served when they are asked for again. A page that is not there is not asked for again, but is 77.
        int again = found.Count(static number => number % 7 == 0);
        Assert.Equal(3 * (asked + again), site.Requests - (pages >= 77 && asked > found.Count && found.Contains(38) ? 3 * 3 : 0));
        Assert.Equal(site.Requests, report.Steps[1].NestedReport!.Steps.Sum(static step => step.Attempts));

        void Find(int number)
        {
            if (number <= pages && number % 11 != 0 && found.Add(number))
            {
                Find(2 * number);
                Find((2 * number) + 1);
            }
        }
    }

    [Fact]
    public async Task A_cancelled_crawl_ends()
    {
        await using LocalSite site = await LocalSite.StartAsync(hosts: 2, pages: 1_000);
        using HttpClient http = new();
        using CancellationTokenSource source = new();
        ValueTask<FlowReport<Summary>> run = new CrawlFlow(http, site.Start, TimeProvider.System).RunAsync(source.Token);

        source.Cancel();

        Assert.Equal(FlowStatus.Canceled, (await run).Status);
    }
}
