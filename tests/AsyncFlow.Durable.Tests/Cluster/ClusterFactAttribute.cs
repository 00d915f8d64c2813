using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>A test that starts processes over PostgreSQL. It takes long, and is skipped on a machine without PostgreSQL.</summary>
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute() => Skip = LongTests.Skip ?? PostgresServers.Missing;
}
