using System.Threading.Tasks.Sources;
using AsyncFlow.Interleaving;

namespace AsyncFlow.Verification.Tests.Engine;

/// <summary>A task that a thread of the schedule completes, which starts when the task is awaited.</summary>
internal sealed class ManualTask : IValueTaskSource<long>, IValueTaskSource
{
    private bool _isCompleted;

    /// <summary>What the task throws; null for nothing.</summary>
    public Exception? Failure { get; set; }

    public ValueTask Untyped()
    {
        _isCompleted = false;
        return new ValueTask(this, 0);
    }

    public ValueTask<long> Typed()
    {
        _isCompleted = false;
        return new ValueTask<long>(this, 0);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _isCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Explorer.Start(() =>
    {
        _isCompleted = true;
        continuation(state);
    });

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public long GetResult(short token) => Failure is null ? 1 : throw Failure;
}
