namespace AsyncFlow.Runtime.Tests;

/// <summary>A policy that attempts a step up to three times, as long as it throws a <see cref="StepFailure"/>.</summary>
internal sealed class Retry : IStepPolicy
{
    private readonly List<string> _log = [];

    /// <summary>The name, the step, the attempt and the result of each execution that succeeded.</summary>
    public IReadOnlyList<string> Log => _log;

    public string Name { get; init; } = "retry";

    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                TResult result = await step(state, context.CancellationToken);
                lock (_log)
                {
                    _log.Add($"{Name}:{context.StepName}:{attempt}:{(result is ValueTuple ? "" : result)}");
                }

                return result;
            }
            catch (StepFailure) when (attempt < 3)
            {
            }
        }
    }
}
