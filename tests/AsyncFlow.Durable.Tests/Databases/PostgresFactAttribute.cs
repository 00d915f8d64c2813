namespace AsyncFlow.Durable.Tests.Databases;

/// <summary>A test that needs PostgreSQL. It is skipped on a machine without it.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServers.Missing;
}
