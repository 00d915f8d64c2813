namespace AsyncFlow.Runtime.Tests;

/// <summary>Where a step waits until the test lets it pass; the test can wait until the step is there.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Continuations run inline, on the stack that opens the gate: that is the harder case for the engine.
    private readonly TaskCompletionSource<long> _opened = new();

    /// <summary>Completes when a step waits here.</summary>
    public Task Reached => _reached.Task;

    public bool IsReached => _reached.Task.IsCompleted;

    /// <summary>What a step awaits or returns.</summary>
    public Task<long> Pass()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }

    public void Open(long result = 0) => ForeignStack.Run(() => _opened.TrySetResult(result));

    public void Fail(Exception failure) => ForeignStack.Run(() => _opened.TrySetException(failure));
}
