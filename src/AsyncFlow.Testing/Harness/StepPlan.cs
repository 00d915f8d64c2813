using AsyncFlow.Execution;

namespace AsyncFlow.Testing.Harness;

/// <summary>What happens before a step or instead of it. Immutable.</summary>
internal sealed record StepPlan
{
    /// <summary>How long the step waits before anything else happens.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether the step cancels the run.</summary>
    public bool Cancels { get; init; }

    /// <summary>Runs instead of the step and returns its result; null to run the step.</summary>
    public Func<StepContext, Task<object?>>? Replacement { get; init; }

    /// <param name="context">The step's context.</param>
    /// <param name="source">Cancels the run; not null if <see cref="Cancels"/>.</param>
    public async Task<Interception> ExecuteAsync(StepContext context, CancellationTokenSource? source)
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, context.TimeProvider, context.CancellationToken);
        }

        if (Cancels)
        {
            // Not CancelAsync, which goes through the thread pool: the step must find its token cancelled.
            source!.Cancel();
        }

        return Replacement is null ? default : new Interception(IsReplaced: true, await Replacement(context));
    }
}
