using System.Threading.Channels;

namespace AsyncFlow.Orleans.Storage;

/// <summary>
/// The only writer of a process. It puts all changes that wait into one transaction, so that they share the time that the disk takes. Each change
/// begins with a comparison of versions, and writes nothing if that fails.
/// </summary>
/// <typeparam name="TChange">A change.</typeparam>
/// <param name="probe">Sees every transaction.</param>
internal abstract class StoreWriter<TChange>(StoreProbe probe) : IDisposable
{
    private const int MaxBatch = 1000;

    private readonly Channel<Pending> _changes = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private Thread? _thread;

    /// <summary>Makes a change, with others in one transaction.</summary>
    /// <returns>Whether it was accepted. It is on disk then.</returns>
    public Task<bool> WriteAsync(CommitKinds kind, TChange change)
    {
        Pending pending = new(kind, change);
        return _changes.Writer.TryWrite(pending) ? pending.Source.Task : Task.FromException<bool>(new ObjectDisposedException(GetType().Name));
    }

    /// <summary>Makes what was asked for until now, and ends.</summary>
    public void Dispose()
    {
        _changes.Writer.TryComplete();
        _thread?.Join();
        Close();
    }

    /// <summary>Starts the thread on which changes are made.</summary>
    protected void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "AsyncFlow.Orleans store" };
        _thread.Start();
    }

    /// <summary>Makes changes in one transaction: all of them that are accepted, or none.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="committing">Is called right before the transaction is committed.</param>
    /// <returns>Whether each was accepted.</returns>
    protected abstract IReadOnlyList<bool> Commit(IReadOnlyList<TChange> changes, Action committing);

    /// <summary>Whether nothing was changed because of a single change, so that the others can be made without it.</summary>
    protected abstract bool IsCausedByOne(Exception exception);

    /// <summary>Closes the connection.</summary>
    protected abstract void Close();

    private void Run()
    {
        List<Pending> batch = [];
        while (WaitForChange())
        {
            while (batch.Count < MaxBatch && _changes.Reader.TryRead(out Pending? change))
            {
                batch.Add(change);
            }

            Write(batch);
            batch.Clear();
        }
    }

    // The thread is the writer's own.
    private bool WaitForChange() => _changes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Write(List<Pending> batch)
    {
        IReadOnlyList<bool> accepted;
        try
        {
            CommitKinds kinds = batch.Aggregate(CommitKinds.None, static (kinds, pending) => kinds | pending.Kind);
            accepted = Commit([.. batch.Select(static pending => pending.Change)], () => probe.BeforeCommit(kinds));
            probe.AfterCommit(kinds);
        }
        catch (Exception exception) when (batch.Count > 1 && IsCausedByOne(exception))
        {
            // One of them cannot be written. The others must not suffer for it.
            foreach (Pending pending in batch)
            {
                Write([pending]);
            }

            return;
        }
        catch (Exception exception)
        {
            batch.ForEach(pending => pending.Source.SetException(exception));
            return;
        }

        for (int i = 0; i < batch.Count; i++)
        {
            batch[i].Source.SetResult(accepted[i]);
        }
    }

    private sealed record Pending(CommitKinds Kind, TChange Change)
    {
        public TaskCompletionSource<bool> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
