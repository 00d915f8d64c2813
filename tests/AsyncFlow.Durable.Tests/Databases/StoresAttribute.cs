using System.Reflection;
using Xunit.Sdk;

namespace AsyncFlow.Durable.Tests.Databases;

/// <summary>Runs a test with each store that this machine has: PostgreSQL may be missing. The first argument is the store.</summary>
/// <param name="more">The other arguments.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class StoresAttribute(params object[] more) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        (PostgresServers.Missing is null ? (Store[])[Store.Sqlite, Store.Postgres] : [Store.Sqlite]).Select(store => (object[])[store, .. more]);
}
