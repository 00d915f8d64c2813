using System.Net;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Placement;
using AsyncFlow.Orleans.Postgres;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Orleans;

/// <summary>How durable flows run on Orleans.</summary>
public sealed class OrleansFlowOptions
{
    private int _maxStarts = 10;
    private TimeSpan _lockLease = TimeSpan.FromSeconds(10);
    private int _port;
    private IPAddress _address = IPAddress.Loopback;
    private string _clusterId = "AsyncFlow";

    /// <summary>Adds the store; null if none was chosen.</summary>
    internal Action<IServiceCollection>? AddStore { get; private set; }

    /// <summary>Whether several processes work together.</summary>
    internal bool IsCluster { get; private set; }

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
    /// The address at which the other processes of the cluster reach this one. The loopback address by default, which is right if all of them are on one machine. Without effect
    /// on an embedded store.
    /// </summary>
    public IPAddress Address
    {
        get => _address;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _address = value;
        }
    }

    /// <summary>The port at which the other processes of the cluster reach this one; 0, the default, for a free one. Without effect on an embedded store.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a port.</exception>
    public int Port
    {
        get => _port;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, IPEndPoint.MaxPort);
            _port = value;
        }
    }

    /// <summary>
    /// The name of the cluster, <c>AsyncFlow</c> by default. A database belongs to the cluster that used it first, and processes of another one are refused: this keeps a
    /// test system from taking up the runs of production. Without effect on an embedded store.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string ClusterId
    {
        get => _clusterId;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            _clusterId = value;
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
        AddStore = services => services.AddSingleton<IRunStore>(provider => new SqliteRunStore(path, ProbeOf(provider)));
        IsCluster = false;
        return this;
    }

    /// <summary>
    /// Stores runs in a database of PostgreSQL, version 14 or newer, and has all processes that use it run them together. The tables are created if they do not exist.
    /// </summary>
    /// <param name="connectionString">How Npgsql connects, for example <c>Host=db;Database=flows;Username=flows;Password=…</c>.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    /// <remarks>
    /// The processes connect to each other at their <see cref="Address"/> and <see cref="Port"/>, without encryption and without asking who is there: let only them reach
    /// these ports.
    /// </remarks>
    public OrleansFlowOptions UsePostgres(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _ = new Npgsql.NpgsqlConnectionStringBuilder(connectionString);
        AddStore = services =>
        {
            services.AddSingleton(_ => new PostgresServer(connectionString, ClusterId));
            services.AddSingleton<IRunStore>(static provider => new PostgresRunStore(provider.GetRequiredService<PostgresServer>(), ProbeOf(provider)));
            services.AddSingleton<PostgresMembershipTable>();
            services.AddSingleton<IMembershipTable>(static provider => provider.GetRequiredService<PostgresMembershipTable>());
            services.AddSingleton<IFlowAnnouncements>(static provider => provider.GetRequiredService<PostgresMembershipTable>());
        };
        IsCluster = true;
        return this;
    }

    internal DurableLimits Limits => new(_maxStarts, _lockLease);

    private static StoreProbe ProbeOf(IServiceProvider services) => services.GetService<StoreProbe>() ?? new StoreProbe();
}
