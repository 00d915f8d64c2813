using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>A test of processes over PostgreSQL that have clocks of their own. It takes long, and is skipped on a machine without what it needs.</summary>
public sealed class ClockFactAttribute : FactAttribute
{
    public ClockFactAttribute() => Skip = LongTests.Skip ?? PostgresServers.Missing ?? ProcessClock.Missing;
}
