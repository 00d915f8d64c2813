namespace AsyncFlow.Runtime.Tests;

/// <summary>A step waits here until the test opens the gate. The test can wait until the step has arrived.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Continuations run inline, on the stack that opens the gate, which is the harder case for the engine.
    private readonly TaskCompletionSource<long> _opened = new();

    /// <summary>Completes when a step has arrived.</summary>
    public Task Reached => _reached.Task;

    public bool IsReached => _reached.Task.IsCompleted;

    /// <summary>The task that a step awaits or returns.</summary>
    public Task<long> Pass()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }

    public void Open(long result = 0) => ForeignStack.Run(() => _opened.TrySetResult(result));

    public void Fail(Exception failure) => ForeignStack.Run(() => _opened.TrySetException(failure));
}
