using AsyncFlow.Execution;

namespace AsyncFlow.Testing;

/// <summary>What is to happen before a step, or in its place. Immutable.</summary>
internal sealed record StepPlan
{
    public TimeSpan Delay { get; init; }

    public bool Cancels { get; init; }

    /// <summary>Runs instead of the step and gives its result; null to run the step.</summary>
    public Func<StepContext, Task<object?>>? Replacement { get; init; }

    /// <param name="context">The step's.</param>
    /// <param name="cancel">Cancels the run as its caller would.</param>
    public async Task<Interception> ExecuteAsync(StepContext context, Action cancel)
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, context.TimeProvider, context.CancellationToken);
        }

        if (Cancels)
        {
            cancel();
        }

        return Replacement is null ? default : new Interception(IsReplaced: true, await Replacement(context));
    }
}
