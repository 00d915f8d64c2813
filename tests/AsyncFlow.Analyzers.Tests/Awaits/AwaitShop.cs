namespace AsyncFlow.Analyzers.Tests.Awaits;

/// <summary>The services that the methods of the corpus call. Each call writes to a log.</summary>
internal static class AwaitShop
{
    public const string Source = """
        public static class Test
        {
            public static readonly List<string> Log = [];
            public static FlowOptions? Options;

            public static async Task<T> Call<T>(string name, T value, CancellationToken ct = default)
            {
                lock (Log) { Log.Add(name + " starts"); }
                await Task.Yield();
                ct.ThrowIfCancellationRequested();
                lock (Log) { Log.Add(name); }
                return value;
            }
        }

        public sealed record User(int Id, string Name);
        public sealed record Order(int Id, decimal Price);
        public sealed record Theme(string Color);
        public sealed record Page(string Text);

        public interface IUsers { Task<User> GetAsync(int id, CancellationToken ct = default); Task<User?> FindAsync(int id); ValueTask<int> CountAsync(); }
        public interface IOrders { Task<Order[]> ListAsync(int user, CancellationToken ct = default); Task<Order> GetAsync(int id); Task SaveAsync(Order order); ValueTask<int> CountAsync(); }
        public interface IThemes { Task<Theme> LoadAsync(CancellationToken ct = default); ValueTask<string> GetNameAsync(); }
        public interface IMail { Task SendAsync(string text); Task<bool> PostAsync(string text); }

        public sealed class Users : IUsers
        {
            public Task<User> GetAsync(int id, CancellationToken ct = default) => Test.Call("user " + id, new User(id, "U" + id), ct);
            public Task<User?> FindAsync(int id) => Test.Call<User?>("find " + id, id < 0 ? null : new User(id, "U" + id));
            public async ValueTask<int> CountAsync() => await Test.Call("users", 3);
        }

        public sealed class Orders : IOrders
        {
            public Task<Order[]> ListAsync(int user, CancellationToken ct = default) => Test.Call("orders " + user, new[] { new Order(1, 10), new Order(2, user) }, ct);
            public Task<Order> GetAsync(int id) => Test.Call("order " + id, new Order(id, 5));
            public async Task SaveAsync(Order order) => await Test.Call("save " + order.Id, 0);
            public async ValueTask<int> CountAsync() => await Test.Call("count", 7);
        }

        public sealed class Themes : IThemes
        {
            public Task<Theme> LoadAsync(CancellationToken ct = default) => Test.Call("theme", new Theme("red"), ct);
            public async ValueTask<string> GetNameAsync() => await Test.Call("name", "dark");
        }

        public sealed class Mail : IMail
        {
            public async Task SendAsync(string text) => await Test.Call("send " + text, 0);
            public Task<bool> PostAsync(string text) => Test.Call("post " + text, true);
        }
        """;
}
