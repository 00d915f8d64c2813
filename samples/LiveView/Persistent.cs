using AsyncFlow;

namespace LiveView;

/// <summary>Attempts a step up to five times. Programs use Polly, whose pipelines are policies too.</summary>
internal sealed class Persistent : IStepPolicy
{
    private const int MaxAttempts = 5;

    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await step(state, context.CancellationToken);
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                // The next attempt follows at once.
            }
        }
    }
}
