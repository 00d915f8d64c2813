using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;

namespace AsyncFlow.Durable.Tests.Databases;

/// <summary>Servers of PostgreSQL in scratch folders. They end with this process, however it ends.</summary>
internal static class PostgresServers
{
    private static readonly Lazy<string?> s_missing = new(static () => Run("find") is { ExitCode: not 0 } search ? search.Error.Trim() : null);
    private static readonly Lazy<PostgresServer> s_shared = new(static () => new PostgresServer());
    private static int s_databases;

    /// <summary>What is to be done to have PostgreSQL; null if it is installed.</summary>
    public static string? Missing => s_missing.Value;

    /// <summary>Creates an empty database on a server that the tests share.</summary>
    /// <returns>Its connection string.</returns>
    public static string CreateDatabase() => CreateDatabase(s_shared.Value);

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public static string CreateDatabase(PostgresServer server)
    {
        string name = $"test{Interlocked.Increment(ref s_databases)}";
        Execute(server.Connection, $"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(server.Connection) { Database = name }.ToString();
    }

    /// <summary>Creates an empty database on the server that the tests share, which is reached without a network.</summary>
    public static string CreateDatabaseBySocket() => new NpgsqlConnectionStringBuilder(CreateDatabase()) { Host = s_shared.Value.Folder }.ToString();

    public static void Execute(string connectionString, string sql)
    {
        using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        using NpgsqlCommand command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>Runs the script of the sample.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", [Script(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static string Script([CallerFilePath] string own = "") => Path.GetFullPath(Path.Join(Path.GetDirectoryName(own), "../../../samples/Durable/postgres.sh"));
}
