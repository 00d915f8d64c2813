// The examples of docs/guides/resources.md. GuideTests compares them.
namespace AsyncFlow.Testing.Tests.Guides.Resources;

public sealed record Order;

public sealed record Customer;

public abstract class Connection : IAsyncDisposable
{
    public abstract Task<T[]> LoadAsync<T>();

    public abstract ValueTask DisposeAsync();
}

public abstract class Database
{
    public abstract Task<Connection> OpenAsync(CancellationToken ct);
}

#region flow
[Flow]
public partial class Import(Database database)
{
    [Step, Owned]
    private Task<Connection> Open(CancellationToken ct) => database.OpenAsync(ct);

    [Step]
    private static Task<Order[]> LoadOrders(Connection connection) => connection.LoadAsync<Order>();

    [Step]
    private static Task<Customer[]> LoadCustomers(Connection connection) => connection.LoadAsync<Customer>();

    [Step, Output]
    private static int Count(Order[] orders, Customer[] customers) => orders.Length + customers.Length;      // the connection is closed by now
}
#endregion

#region builder
public static class Imports
{
    public static Flow<Order[]> Create(Database database)
    {
        FlowBuilder b = new("import");
        StepHandle<Connection> connection = b.Step("open", ct => database.OpenAsync(ct)).Owned();
        StepHandle<Order[]> orders = b.Step("orders", connection, (connection, ct) => connection.LoadAsync<Order>());
        return b.Build(orders);
    }
}
#endregion
