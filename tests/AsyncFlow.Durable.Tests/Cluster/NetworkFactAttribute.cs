using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>A test over PostgreSQL in network namespaces. It takes long, and is skipped on a machine without them.</summary>
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = LongTests.Skip ?? PostgresServers.Missing ?? NetworkNamespaces.Missing;
}
