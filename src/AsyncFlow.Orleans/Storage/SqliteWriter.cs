using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <summary>
/// The only writer of a database. It puts all changes that wait into one transaction, so that they share the time that the disk takes. Each change
/// begins with a comparison of versions, and writes nothing if that fails.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxBatch = 1000;

    private readonly Channel<Change> _changes = Channel.CreateUnbounded<Change>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly StoreProbe _probe;
    private readonly Thread _thread;

    /// <summary>Starts the writer.</summary>
    /// <param name="connection">An open connection, which belongs to the writer.</param>
    /// <param name="probe">Sees every transaction.</param>
    public SqliteWriter(SqliteConnection connection, StoreProbe probe)
    {
        _connection = connection;
        _probe = probe;
        _thread = new Thread(Run) { IsBackground = true, Name = "AsyncFlow.Orleans store" };
        _thread.Start();
    }

    /// <summary>Applies a change in a transaction.</summary>
    /// <param name="apply">Writes the change, on the writer's thread, and returns whether it was accepted.</param>
    /// <returns>Whether it was accepted. It is on disk then.</returns>
    public Task<bool> WriteAsync(Func<SqliteCommands, bool> apply)
    {
        Change change = new(apply);
        return _changes.Writer.TryWrite(change) ? change.Task : Task.FromException<bool>(new ObjectDisposedException(nameof(SqliteWriter)));
    }

    public void Dispose()
    {
        _changes.Writer.TryComplete();
        _thread.Join();
        _connection.Dispose();
    }

    private void Run()
    {
        using SqliteCommands commands = new(_connection);
        List<Change> batch = [];
        while (WaitForChange())
        {
            while (batch.Count < MaxBatch && _changes.Reader.TryRead(out Change? change))
            {
                batch.Add(change);
            }

            Write(commands, batch);
            batch.Clear();
        }
    }

    // The thread is the writer's own.
    private bool WaitForChange() => _changes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Write(SqliteCommands commands, List<Change> batch)
    {
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            commands.Use(transaction);
            foreach (Change change in batch)
            {
                change.Apply(commands);
            }

            _probe.BeforeCommit();
            transaction.Commit();
            _probe.AfterCommit();
        }
        catch (Exception exception) when (batch.Count > 1 && exception is SqliteException)
        {
            // One of them cannot be written. The others must not suffer for it.
            foreach (Change change in batch)
            {
                Write(commands, [change]);
            }

            return;
        }
        catch (Exception exception)
        {
            batch.ForEach(change => change.Fail(exception));
            return;
        }

        batch.ForEach(static change => change.Complete());
    }

    private sealed class Change(Func<SqliteCommands, bool> apply)
    {
        private readonly TaskCompletionSource<bool> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isAccepted;

        public Task<bool> Task => _source.Task;

        public void Apply(SqliteCommands commands) => _isAccepted = apply(commands);

        public void Complete() => _source.SetResult(_isAccepted);

        public void Fail(Exception exception) => _source.SetException(exception);
    }
}
