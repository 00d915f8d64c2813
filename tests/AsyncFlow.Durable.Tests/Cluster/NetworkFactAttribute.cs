using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>A test that needs PostgreSQL and network namespaces. It is skipped on a machine without them.</summary>
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = PostgresServers.Missing ?? NetworkNamespaces.Missing;
}
