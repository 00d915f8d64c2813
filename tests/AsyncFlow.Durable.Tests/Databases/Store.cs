namespace AsyncFlow.Durable.Tests.Databases;

/// <summary>Where runs are stored.</summary>
public enum Store
{
    Sqlite,
    Postgres,
}
