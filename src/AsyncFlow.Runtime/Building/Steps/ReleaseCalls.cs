using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Disposes the result of another step.</summary>
internal readonly struct ReleaseCall<T>(ResultStep<T> owner) : ICall<ValueTask>
{
    public ValueTask Invoke(FlowRun run, int step) => OwnedResults.DisposeAsync(owner.Result);

    public ValueTask Attempt(StepAttempts attempts, CancellationToken token) => throw new NotSupportedException("Disposal has no policies.");
}

/// <summary>Disposes the results of the elements of a list.</summary>
internal readonly struct ReleaseEachCall<T>(ResultStep<IReadOnlyList<T>> owner) : ICall<ValueTask>
{
    public ValueTask Invoke(FlowRun run, int step) => OwnedResults.DisposeEachAsync(owner.Result);

    public ValueTask Attempt(StepAttempts attempts, CancellationToken token) => throw new NotSupportedException("Disposal has no policies.");
}
