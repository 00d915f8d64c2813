using System.Threading.Tasks.Sources;
using AsyncFlow.Interleaving;

namespace AsyncFlow.Verification.Tests.Engine;

/// <summary>A task that a thread of the schedule completes, which starts when the task is awaited.</summary>
internal sealed class ManualTask : IValueTaskSource
{
    private bool _isCompleted;

    /// <summary>What the task throws; null for nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether the result has been taken.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>The task, for one more use.</summary>
    public ValueTask Begin()
    {
        _isCompleted = false;
        IsTaken = false;
        return new ValueTask(this, 0);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _isCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Explorer.Start(() =>
    {
        _isCompleted = true;
        continuation(state);
    });

    public void GetResult(short token)
    {
        IsTaken = true;
        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
