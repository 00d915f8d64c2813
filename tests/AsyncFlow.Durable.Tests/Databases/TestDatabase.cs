using AsyncFlow.Orleans;
using Microsoft.Data.Sqlite;

namespace AsyncFlow.Durable.Tests.Databases;

/// <summary>An empty database for one test.</summary>
internal abstract class TestDatabase : IDisposable
{
    public static TestDatabase Create(Store store) => store == Store.Sqlite ? new SqliteFile() : new PostgresDatabase(PostgresServers.CreateDatabase());

    /// <summary>The file, or the connection string.</summary>
    public abstract string Place { get; }

    /// <summary>Has runs stored here.</summary>
    public abstract void Use(OrleansFlowOptions options);

    /// <summary>Changes the database, while no host runs.</summary>
    public abstract void Execute(string sql);

    public abstract void Dispose();

    private sealed class SqliteFile : TestDatabase
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asyncflow-durable-");

        public override string Place => Path.Combine(_folder.FullName, "flows.db");

        public override void Use(OrleansFlowOptions options) => options.Embedded(Place);

        public override void Execute(string sql)
        {
            using SqliteConnection connection = new($"Data Source={Place};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        public override void Dispose() => _folder.Delete(recursive: true);
    }
}

/// <summary>A database of PostgreSQL. It is deleted with its server.</summary>
internal sealed class PostgresDatabase(string connectionString) : TestDatabase
{
    public override string Place => connectionString;

    public override void Use(OrleansFlowOptions options) => options.UsePostgres(connectionString);

    public override void Execute(string sql) => PostgresServers.Execute(connectionString, sql);

    public override void Dispose()
    {
    }
}
