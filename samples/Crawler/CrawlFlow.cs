using System.Net;
using AsyncFlow;
using Polly;
using Polly.Retry;

namespace Crawler;

/// <summary>One crawl: fetches a page and all that it leads to. A page that cannot be fetched, even after retries, does not end the crawl.</summary>
[Flow]
internal sealed partial class CrawlFlow
{
    private readonly HttpClient _http;

    // The addresses to visit. Pages that were fetched add to them.
    private readonly Frontier _frontier;

    // At most two requests at a time to each host; a slow host keeps no other waiting.
    private readonly FlowLocks<string> _hosts = new(permits: 2);

    private readonly GiveUpPolicy _giveUp;
    private readonly ResiliencePipeline<Page> _retries;

    /// <param name="http">Fetches the pages.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="clock">Times the waits between attempts.</param>
    public CrawlFlow(HttpClient http, Uri start, TimeProvider clock)
    {
        _http = http;
        _frontier = new Frontier(start);
        _giveUp = new GiveUpPolicy(_frontier);
        _retries = new ResiliencePipelineBuilder<Page> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<Page>
            {
                ShouldHandle = new PredicateBuilder<Page>().Handle<HttpRequestException>(static failure => failure.StatusCode is null or >= HttpStatusCode.InternalServerError),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(20),
                BackoffType = DelayBackoffType.Exponential,
            })
            .AddTimeout(TimeSpan.FromSeconds(5))
            .Build();
    }

    [Step]
    private IAsyncEnumerable<Uri> Find(CancellationToken cancellationToken) => _frontier.ReadAllAsync(cancellationToken);

    [Step, WithLock(nameof(_hosts), Key = nameof(HostOf)), WithPolicy(nameof(_giveUp), nameof(_retries))]
    private async Task<Page> Fetch([Each(nameof(Find), MaxConcurrency = 16)] Uri address, CancellationToken cancellationToken) =>
        new(address, await _http.GetStringAsync(address, cancellationToken));

    // Finds the links of a page while others are still being fetched.
    [Step]
    private Row Parse([Each(nameof(Fetch), MaxConcurrency = 2, Buffer = 16)] Page page)
    {
        IReadOnlyList<Uri> links = page.FindLinks();
        foreach (Uri link in links)
        {
            _frontier.Add(link);
        }

        _frontier.Done();
        return new Row(page.Address, page.Text.Length, links.Count);
    }

    [Step, Output]
    private static Summary Sum(IReadOnlyList<StepOutcome<Row>> rows) => Summary.Of(rows);

    private static string HostOf(Uri address) => address.Authority;

    /// <summary>Around the retries: a page that was given up leads nowhere, or the frontier would wait for it.</summary>
    private sealed class GiveUpPolicy(Frontier frontier) : IStepPolicy
    {
        public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
        {
            try
            {
                return await step(state, context.CancellationToken);
            }
            catch
            {
                frontier.Done();
                throw;
            }
        }
    }
}
