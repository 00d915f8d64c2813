namespace AsyncFlow.Insight.Tests.Infrastructure;

/// <summary>A flow with a step that succeeds at its third attempt. Each attempt takes 100 ms.</summary>
[Flow]
internal sealed partial class Retried(TimeProvider clock)
{
    private readonly Persistent _retry = new();
    private int _attempts;

    [Step, WithPolicy(nameof(_retry))]
    private async Task Load(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
        if (++_attempts < 3)
        {
            throw new IOException("busy");
        }
    }

    [Step(nameof(Load))]
    private Task Save(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);

    /// <summary>Attempts a step until it does not throw an <see cref="IOException"/>.</summary>
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
