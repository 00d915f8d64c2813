using System.Globalization;

namespace AsyncFlow.Durable.Tests.Databases;

/// <summary>A server of PostgreSQL that a test may stop.</summary>
internal sealed class PostgresServer
{
    private readonly string _folder = Path.Join(Path.GetTempPath(), $"asyncflow-postgres-{Guid.NewGuid():N}");

    public PostgresServer() => Connection = Check(PostgresServers.Run("start", _folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Where the file is by which processes connect without a network.</summary>
    public string Folder => _folder;

    /// <summary>Connects to the database that always exists.</summary>
    public string Connection { get; }

    /// <summary>Ends the server, as a crash or in order, and starts it again.</summary>
    public void Restart(bool isCrash)
    {
        Check(PostgresServers.Run("stop", _folder, isCrash ? "immediate" : "fast"));
        Check(PostgresServers.Run("start", _folder));
    }

    private static string Check((int ExitCode, string Output, string Error) result) => result.ExitCode == 0 ? result.Output.Trim() : throw new InvalidOperationException(result.Error);
}
