namespace AsyncFlow.OpenTelemetry.Tests;

/// <summary>A flow with a flow, a list and a retried step within it.</summary>
[Flow]
internal sealed partial class Site
{
    [Step]
    private readonly Upload _upload = new();

    [Step]
    private static int[] Pages() => [1, 2];

    [Step]
    private static async Task<int> Render([Each(nameof(Pages))] int page)
    {
        await Task.Yield();
        return page;
    }

    [Step(nameof(_upload))]
    private static async Task Announce(IReadOnlyList<int> pages)
    {
        await Task.Yield();
        Assert.Equal([1, 2], pages);
    }
}

/// <summary>The flow within it: a step that succeeds at its third attempt.</summary>
[Flow]
internal sealed partial class Upload
{
    private readonly Persistent _retry = new();
    private int _attempts;

    [Step]
    private static async Task Connect() => await Task.Yield();

    [Step(nameof(Connect)), WithPolicy(nameof(_retry))]
    private async Task Send()
    {
        await Task.Yield();
        if (++_attempts < 3)
        {
            throw new IOException("busy");
        }
    }

    private sealed class Persistent : IStepPolicy
    {
        public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
        {
            while (true)
            {
                try
                {
                    return await step(state, context.CancellationToken);
                }
                catch (IOException)
                {
                    // The next attempt follows at once.
                }
            }
        }
    }
}
