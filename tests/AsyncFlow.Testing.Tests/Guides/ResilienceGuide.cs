// The examples of docs/guides/resilience.md. GuideTests compares them.
using Polly;

namespace AsyncFlow.Testing.Tests.Guides.Resilience;

#region pipeline
[Flow]
internal sealed partial class Crawl(HttpClient client)
{
    private static readonly ResiliencePipeline s_http = new ResiliencePipelineBuilder()
        .AddRetry(new() { MaxRetryAttempts = 3, BackoffType = DelayBackoffType.Exponential })
        .AddTimeout(TimeSpan.FromSeconds(2))
        .Build();

    [Step]
    private static Uri[] Find() => [new Uri("https://example.org/1"), new Uri("https://example.org/2")];

    [Step, WithPolicy(nameof(s_http))]
    private Task<string> Fetch([Each(nameof(Find), MaxConcurrency = 8)] Uri url, CancellationToken ct) => client.GetStringAsync(url, ct);
}
#endregion

#region timeouts
internal static class Timeouts
{
    // Ten seconds for everything: all attempts and the delays between them.
    public static ResiliencePipeline ForAllAttempts { get; } = new ResiliencePipelineBuilder()
        .AddTimeout(TimeSpan.FromSeconds(10))
        .AddRetry(new())
        .Build();

    // Two seconds for each attempt, which the retry then repeats.
    public static ResiliencePipeline ForEachAttempt { get; } = new ResiliencePipelineBuilder()
        .AddRetry(new())
        .AddTimeout(TimeSpan.FromSeconds(2))
        .Build();
}
#endregion

[Flow]
internal sealed partial class Fetching(HttpClient client, Uri[] links)
{
    private static readonly ResiliencePipeline s_retry = new ResiliencePipelineBuilder().AddRetry(new()).Build();
    private readonly FlowLocks<string> _hosts = new(permits: 2);

    [Step]
    private Uri[] Find() => links;

    #region locks
    [Step, WithLock(nameof(_hosts), Key = nameof(HostOf), PerAttempt = true), WithPolicy(nameof(s_retry))]
    private Task<string> Fetch([Each(nameof(Find))] Uri url, CancellationToken ct) => client.GetStringAsync(url, ct);
    #endregion

    private static string HostOf(Uri url) => url.Host;
}

#region own
internal sealed class OnceMore : IStepPolicy
{
    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
    {
        try
        {
            return await step(state, context.CancellationToken);
        }
        catch (IOException)
        {
            return await step(state, context.CancellationToken);
        }
    }
}
#endregion

internal abstract class Database
{
    public abstract Task FillAsync(CancellationToken ct);
}

#region whole flow
[Flow, WithPolicy(nameof(s_whole))]
internal sealed partial class Import(Database database)
{
    private static readonly ResiliencePipeline s_whole = new ResiliencePipelineBuilder().AddRetry(new()).Build();

    [Step]
    private Task Fill(CancellationToken ct) => database.FillAsync(ct);
}
#endregion

internal static class Building
{
    public static StepHandle<string> Load(FlowBuilder b, StepHandle<Uri> url, HttpClient client, ResiliencePipeline http)
    {
        #region builder
        StepHandle<string> load = b.Step("load", url, (url, ct) => client.GetStringAsync(url, ct)).WithPolicy(new PollyPolicy(http));
        #endregion
        return load;
    }
}

#region class around a pipeline
internal sealed class PollyPolicy(ResiliencePipeline pipeline) : IStepPolicy
{
    public ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context) =>
        pipeline.ExecuteAsync(static (call, token) => call.step(call.state, token), (step, state), context.CancellationToken);
}
#endregion
