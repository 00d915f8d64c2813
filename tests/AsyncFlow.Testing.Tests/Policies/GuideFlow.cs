using Polly;

namespace AsyncFlow.Testing.Tests.Policies;

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

internal sealed class PollyPolicy(ResiliencePipeline pipeline) : IStepPolicy
{
    public ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context) =>
        pipeline.ExecuteAsync(static (call, token) => call.step(call.state, token), (step, state), context.CancellationToken);
}
