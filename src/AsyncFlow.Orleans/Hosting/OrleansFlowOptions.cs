using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Orleans;

/// <summary>How durable flows run on Orleans.</summary>
public sealed class OrleansFlowOptions
{
    private int _maxStarts = 10;
    private TimeSpan _lockLease = TimeSpan.FromSeconds(10);

    internal Func<IServiceProvider, IRunStore>? Store { get; private set; }

    /// <summary>
    /// How often a step is started again whose process always ends before the step does. After that many starts the step fails, so that it does not
    /// end every process that takes up its run. 10 by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxStarts
    {
        get => _maxStarts;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxStarts = value;
        }
    }

    /// <summary>
    /// How long a step keeps a lock of the cluster when its process is not heard of any more. Longer pauses of a process, as of the garbage collector, cost the step
    /// its lock, and then it runs again. 10 seconds by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than a second.</exception>
    public TimeSpan LockLease
    {
        get => _lockLease;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1));
            _lockLease = value;
        }
    }

    /// <summary>
    /// Stores runs in a file of SQLite and runs them in this process alone: no server is needed and no port is opened. The file is created if it
    /// does not exist. One process uses it at a time.
    /// </summary>
    /// <param name="path">The file. Beside it are files with the same name and an ending of their own.</param>
    /// <returns>The same options.</returns>
    public OrleansFlowOptions Embedded(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Store = services => new SqliteRunStore(path, services.GetService<StoreProbe>() ?? new StoreProbe());
        return this;
    }

    internal DurableLimits Limits => new(_maxStarts, _lockLease);
}
