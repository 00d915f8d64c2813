namespace AsyncFlow.Orleans.Storage;

/// <summary>
/// Stores what has happened, one commit at a time: whatever is added while a commit is on its way shares the next one. Used by one thread at a time.
/// </summary>
/// <param name="commit">Stores a batch. After an exception nothing is stored any more.</param>
internal sealed class GroupCommit<T>(Func<IReadOnlyList<T>, Task> commit)
{
    private List<T> _waiting = [];
    private TaskCompletionSource _stored = NewSource();
    private Exception? _failure;
    private bool _isStoring;

    /// <summary>Adds what belongs into one commit.</summary>
    /// <returns>A task that completes when it is stored, and fails if it is not.</returns>
    public Task AddAsync(params ReadOnlySpan<T> items)
    {
        if (_failure is not null)
        {
            return Task.FromException(_failure);
        }

        _waiting.AddRange(items);
        Task stored = _stored.Task;
        if (!_isStoring)
        {
            _ = StoreAsync();
        }

        return stored;
    }

    private async Task StoreAsync()
    {
        _isStoring = true;
        while (_waiting.Count > 0)
        {
            List<T> batch = _waiting;
            TaskCompletionSource stored = _stored;
            _waiting = [];
            _stored = NewSource();
            try
            {
                if (_failure is null)
                {
                    await commit(batch);
                }
            }
            catch (Exception exception)
            {
                _failure = exception;
            }

            if (_failure is null)
            {
                stored.SetResult();
            }
            else
            {
                stored.SetException(_failure);
            }
        }

        _isStoring = false;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
