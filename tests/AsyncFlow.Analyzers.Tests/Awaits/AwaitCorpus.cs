namespace AsyncFlow.Analyzers.Tests.Awaits;

/// <summary>A method with awaits.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Members">The method, and what else its class has.</param>
/// <param name="Call">How it is called.</param>
/// <param name="Plan">The plan of the flow; null if it cannot be one.</param>
/// <param name="Message">What FLOW205 says could run at once; null if nothing is reported.</param>
internal sealed record AwaitCase(string Name, string Members, string Call, string? Plan, string? Message);

/// <summary>Methods as they are written in services, handlers and tools.</summary>
internal static class AwaitCorpus
{
    public static IReadOnlyList<AwaitCase> All { get; } =
    [
        new("two reads and a result", """
                public async Task<Page> LoadAsync(int id, CancellationToken ct)
                {
                    User user = await users.GetAsync(id, ct);
                    Theme theme = await themes.LoadAsync(ct);
                    return new Page(user.Name + theme.Color);
                }
            """, "s.LoadAsync(1, default)", "3 steps in 2 waves", "GetAsync, LoadAsync"),
        new("var", """
                public async Task<string> Describe(int id)
                {
                    var user = await users.GetAsync(id);
                    var theme = await themes.LoadAsync();
                    return $"{user.Name} {theme.Color}";
                }
            """, "s.Describe(1)", "3 steps in 2 waves", "GetAsync, LoadAsync"),
        new("a chain beside a read", """
                public async Task<decimal> TotalAsync(int id)
                {
                    var user = await users.GetAsync(id);
                    var list = await orders.ListAsync(user.Id);
                    var theme = await themes.LoadAsync();
                    return list.Sum(o => o.Price) + theme.Color.Length;
                }
            """, "s.TotalAsync(4)", "4 steps in 3 waves", "GetAsync, LoadAsync"),
        new("one value used twice", """
                public async Task<string> SummaryAsync(int id, CancellationToken cancellationToken = default)
                {
                    var user = await users.GetAsync(id, cancellationToken).ConfigureAwait(false);
                    var list = await orders.ListAsync(user.Id, cancellationToken).ConfigureAwait(false);
                    var theme = await themes.LoadAsync(cancellationToken).ConfigureAwait(false);
                    return user.Name + list.Length + theme.Color;
                }
            """, "s.SummaryAsync(2)", "4 steps in 3 waves", "GetAsync, LoadAsync"),
        new("a check after a read", """
                public async Task<string> CheckedAsync(int id)
                {
                    var user = await users.FindAsync(id);
                    if (user is null)
                    {
                        throw new InvalidOperationException("no such user");
                    }

                    // Both need the user.
                    var list = await orders.ListAsync(user.Id);
                    var theme = await themes.LoadAsync(); // the color
                    return user.Name + list.Length + theme.Color;
                }
            """, "s.CheckedAsync(3)", "4 steps in 3 waves", "ListAsync, LoadAsync"),
        new("a check that fails", """
                public async Task<string> CheckedAsync(int id)
                {
                    var user = await users.FindAsync(id) ?? throw new InvalidOperationException("no such user");
                    var list = await orders.ListAsync(user.Id);
                    var theme = await themes.LoadAsync();
                    return user.Name + list.Length + theme.Color;
                }
            """, "s.CheckedAsync(-3)", "4 steps in 3 waves", "ListAsync, LoadAsync"),
        new("an early return stays in the method", """
                public async Task<string> MaybeAsync(int id)
                {
                    var user = await users.FindAsync(id);
                    if (user == null)
                    {
                        return "none";
                    }

                    var list = await orders.ListAsync(user.Id);
                    var theme = await themes.LoadAsync();
                    return user.Name + list.Length + theme.Color;
                }
            """, "s.MaybeAsync(3)", "3 steps in 2 waves", "ListAsync, LoadAsync"),
        new("an early return is taken", """
                public async Task<string> MaybeAsync(int id)
                {
                    if (id < 0) return "none";
                    var user = await users.GetAsync(id);
                    var theme = await themes.LoadAsync();
                    return user.Name + theme.Color;
                }
            """, "s.MaybeAsync(-3)", "3 steps in 2 waves", "GetAsync, LoadAsync"),
        new("a field and own methods", """
                private int _calls;

                private async Task<int> LeftAsync() { await Task.Yield(); return 2; }

                private async Task<int> RightAsync(int by) { await Task.Yield(); return by * 10; }

                public async Task<int> BothAsync(int by)
                {
                    int left = await LeftAsync();
                    int right = await RightAsync(by);
                    _calls++;
                    return left + right + _calls;
                }
            """, "s.BothAsync(4)", "3 steps in 2 waves", "LeftAsync, RightAsync"),
        new("fields that are assigned", """
                private User? _user;
                private Theme? _theme;

                public async Task InitializeAsync(int id)
                {
                    _user = await users.GetAsync(id);
                    this._theme = await themes.LoadAsync();
                }

                public async Task<string> Initialized() { await InitializeAsync(5); return _user?.Name + _theme?.Color; }
            """, "s.Initialized()", "2 steps in 1 wave", "GetAsync, LoadAsync"),
        new("an expression body", """
                public async Task<Page> ShowAsync(int id) => new Page((await users.GetAsync(id)).Name + await themes.GetNameAsync());
            """, "s.ShowAsync(6)", "3 steps in 2 waves", "GetAsync, GetNameAsync"),
        new("awaits as arguments", """
                public async Task<string> JoinAsync(int id)
                {
                    return string.Join(",", await users.CountAsync(), await orders.CountAsync(), id);
                }
            """, "s.JoinAsync(6)", "3 steps in 2 waves", "CountAsync, CountAsync"),
        new("value tasks", """
                public async ValueTask<int> SumAsync()
                {
                    int a = await users.CountAsync().ConfigureAwait(false);
                    int b = await orders.CountAsync().ConfigureAwait(false);
                    return a * b;
                }
            """, "s.SumAsync()", "3 steps in 2 waves", "CountAsync, CountAsync"),
        new("a last await", """
                public async Task<Order> NextAsync(int id)
                {
                    var user = await users.GetAsync(id);
                    var theme = await themes.LoadAsync();
                    return await orders.GetAsync(user.Id + theme.Color.Length);
                }
            """, "s.NextAsync(6)", "3 steps in 2 waves", "GetAsync, LoadAsync"),
        new("a command at the end", """
                public async Task NotifyAsync(int id)
                {
                    var user = await users.GetAsync(id);
                    var theme = await themes.LoadAsync();
                    await mail.SendAsync(user.Name + theme.Color);
                }
            """, "s.NotifyAsync(6)", "3 steps in 2 waves", "GetAsync, LoadAsync"),
        new("generic", """
                private static async Task<T> EchoAsync<T>(T value) { await Task.Yield(); return value; }

                public async Task<(T, TOther)> PairAsync<T, TOther>(T one, TOther other)
                    where T : notnull
                    where TOther : class
                {
                    T first = await EchoAsync(one);
                    TOther second = await EchoAsync<TOther>(other);
                    return (first, second);
                }
            """, "s.PairAsync(1, \"b\")", "3 steps in 2 waves", "EchoAsync, EchoAsync"),
        new("static", """
                private static async Task<int> OneAsync(CancellationToken ct) { await Task.Yield(); return 1; }

                private static async Task<int> TwoAsync(CancellationToken ct) { await Task.Yield(); return 2; }

                public static async Task<int> StaticAsync(CancellationToken ct)
                {
                    var one = await OneAsync(ct);
                    var two = await TwoAsync(ct);
                    return one - two;
                }
            """, "Service.StaticAsync(default)", "3 steps in 2 waves", "OneAsync, TwoAsync"),
        new("a value computed for one await", """
                public async Task<string> DetailAsync(int id)
                {
                    var user = await users.GetAsync(id);
                    var key = user.Id * 2;
                    var order = await orders.GetAsync(key);
                    var theme = await themes.LoadAsync();
                    return order.Price + theme.Color;
                }
            """, "s.DetailAsync(6)", "4 steps in 3 waves", "GetAsync, LoadAsync"),
        new("a value computed for several awaits", """
                public async Task<string> DetailAsync(int id)
                {
                    var user = await users.GetAsync(id);
                    var theme = await themes.LoadAsync();
                    var key = user.Id + theme.Color.Length;
                    var order = await orders.GetAsync(key);
                    var text = await themes.GetNameAsync();
                    return order.Price + text + key;
                }
            """, "s.DetailAsync(6)", "6 steps in 4 waves", "GetAsync, LoadAsync"),
        new("tasks that run already", """
                public async Task<Page> ParallelAsync(int id, CancellationToken ct)
                {
                    // Both at once.
                    Task<User> userTask = users.GetAsync(id, ct);
                    Task<Theme> themeTask = themes.LoadAsync(ct);
                    await Task.WhenAll(userTask, themeTask);
                    return new Page(userTask.Result.Name + (await themeTask).Color);
                }
            """, "s.ParallelAsync(6, default)", "3 steps in 2 waves", null),
        new("tasks with variables for their results", """
                public async Task<string> ParallelAsync(int id)
                {
                    var userTask = users.GetAsync(id);
                    var themeTask = themes.LoadAsync();

                    var user = await userTask;
                    var theme = await themeTask;
                    var list = await orders.ListAsync(user.Id);
                    return theme.Color + list.Length;
                }
            """, "s.ParallelAsync(6)", "4 steps in 3 waves", null),
        new("tasks in waves", """
                public async Task<int> WavesAsync(int id)
                {
                    var a = users.GetAsync(id);
                    var b = themes.LoadAsync();
                    await Task.WhenAll(a, b).ConfigureAwait(false);
                    var c = orders.ListAsync(a.Result.Id);
                    var d = mail.PostAsync(b.Result.Color);
                    await Task.WhenAll(c, d).ConfigureAwait(false);
                    return (await c).Length + (d.Result ? 1 : 0);
                }
            """, "s.WavesAsync(6)", "5 steps in 3 waves", null),
        new("calls within WhenAll", """
                public async Task AllAsync(int id)
                {
                    await Task.WhenAll(orders.SaveAsync(new Order(id, 1)), mail.SendAsync("hello"));
                    await orders.SaveAsync(new Order(id + 1, 1));
                }
            """, "s.AllAsync(6)", "3 steps in 2 waves", null),
        new("commands stay in order", """
                public async Task PlaceAsync(Order order)
                {
                    await orders.SaveAsync(order);
                    await mail.SendAsync("saved");
                    await mail.PostAsync("done");
                }
            """, "s.PlaceAsync(new Order(1, 2))", null, null),
        new("reads between commands", """
                public async Task<int> MixedAsync(Order order)
                {
                    await orders.SaveAsync(order);
                    var user = await users.GetAsync(order.Id);
                    var theme = await themes.LoadAsync();
                    await mail.SendAsync(user.Name + theme.Color);
                    return user.Id;
                }
            """, "s.MixedAsync(new Order(1, 2))", "4 steps in 3 waves", "GetAsync, LoadAsync"),
        new("one service at a time", """
                public async Task<string> SameAsync(int id)
                {
                    var one = await orders.GetAsync(id);
                    var two = await orders.GetAsync(id + 1);
                    return one.Price + "" + two.Price;
                }
            """, "s.SameAsync(1)", null, null),
        new("a service that is thread-safe", """
                [ThreadSafe] public sealed class Api { public Task<int> GetAsync(int id) => Test.Call("api " + id, id); }
                private readonly Api _api = new();

                public async Task<int> SafeAsync(int id)
                {
                    var one = await _api.GetAsync(id);
                    var two = await _api.GetAsync(id + 1);
                    return one * two;
                }
            """, "s.SafeAsync(1)", "3 steps in 2 waves", "GetAsync, GetAsync"),
        new("state that both change", """
                private readonly List<int> _seen = [];

                private async Task<int> SeeAsync(int value) { await Task.Yield(); _seen.Add(value); return value; }

                public async Task<string> SeenAsync()
                {
                    var one = await SeeAsync(1);
                    var two = await SeeAsync(2);
                    return string.Join(",", _seen) + one + two;
                }
            """, "s.SeenAsync()", null, null),
        new("state that one writes and one reads", """
                private int _last;

                private async Task<int> WriteAsync(int value) { await Task.Yield(); _last = value; return value; }

                private async Task<int> ReadLastAsync() { await Task.Yield(); return _last; }

                public async Task<int> LastAsync()
                {
                    var one = await WriteAsync(1);
                    var two = await ReadLastAsync();
                    return one + two;
                }
            """, "s.LastAsync()", null, null),
        new("a loop around awaits", """
                public async Task<int> LoopAsync(int[] ids)
                {
                    int sum = 0;
                    foreach (int id in ids)
                    {
                        var user = await users.GetAsync(id);
                        var theme = await themes.LoadAsync();
                        sum += user.Id + theme.Color.Length;
                    }

                    return sum;
                }
            """, "s.LoopAsync([1, 2])", null, null),
        new("a try around awaits", """
                public async Task<string> TryAsync(int id)
                {
                    try
                    {
                        var user = await users.GetAsync(id);
                        var theme = await themes.LoadAsync();
                        return user.Name + theme.Color;
                    }
                    catch (InvalidOperationException)
                    {
                        return "";
                    }
                }
            """, "s.TryAsync(1)", null, null),
        new("a resource before awaits", """
                public async Task<string> UsingAsync(int id)
                {
                    await using var stream = new MemoryStream();
                    var user = await users.GetAsync(id);
                    var theme = await themes.LoadAsync();
                    return user.Name + theme.Color;
                }
            """, "s.UsingAsync(1)", "3 steps in 2 waves", "GetAsync, LoadAsync"),
        new("one stream", """
                public async Task<string> StreamAsync(int id)
                {
                    using StringReader reader = new("a\nb");
                    var one = await reader.ReadLineAsync();
                    var two = await reader.ReadLineAsync();
                    return one + two + id;
                }
            """, "s.StreamAsync(1)", null, null),
        new("a variable that changes", """
                public async Task<int> ChangingAsync(int id)
                {
                    int sum = 0;
                    sum += (await users.GetAsync(id)).Id;
                    sum += (await themes.LoadAsync()).Color.Length;
                    return sum;
                }
            """, "s.ChangingAsync(1)", null, null),
        new("waiting for time to pass", """
                public async Task<int> WaitAsync()
                {
                    var user = await users.GetAsync(1);
                    await Task.Delay(1);
                    var theme = await themes.LoadAsync();
                    return user.Id + theme.Color.Length;
                }
            """, "s.WaitAsync()", null, null),
        new("async lambdas are no awaits of the method", """
                public async Task<int> LambdaAsync(int[] ids)
                {
                    var found = await Task.WhenAll(ids.Select(async id => (await users.GetAsync(id)).Id));
                    var theme = await themes.LoadAsync();
                    return found.Sum() + theme.Color.Length;
                }
            """, "s.LambdaAsync([1, 2])", "3 steps in 2 waves", "WhenAll, LoadAsync"),
        new("the object itself", """
                private static async Task<int> MeasureAsync(Service service) { await Task.Yield(); return service.Size; }

                public int Size => 4;

                public async Task<int> SelfAsync(int id)
                {
                    var size = await MeasureAsync(this);
                    var user = await users.GetAsync(id);
                    return size + user.Id + Size;
                }
            """, "s.SelfAsync(1)", "3 steps in 2 waves", "MeasureAsync, GetAsync"),
        new("names that are taken", """
                private static async Task<int> User(int id) { await Task.Yield(); return id; }

                private static async Task<int> Load(int id) { await Task.Yield(); return id + 1; }

                private sealed class NamesFlow;

                public async Task<int> NamesAsync(int Plan, int @class)
                {
                    _ = new NamesFlow();
                    var Load1 = await Load(Plan);
                    var Load2 = await Load(@class);
                    var user = await User(3);
                    return Load1 + Load2 * user;
                }
            """, "s.NamesAsync(1, 2)", "4 steps in 2 waves", "Load, Load, User"),
        new("properties and required state", """
                public IThemes Current { get; } = new Themes();
                public IUsers Fallback { get; init; } = new Users();

                public async Task<string> PropertiesAsync(int id)
                {
                    var theme = await Current.LoadAsync();
                    var user = await this.Fallback.GetAsync(id);
                    return theme.Color + user.Name;
                }
            """, "s.PropertiesAsync(1)", "3 steps in 2 waves", "LoadAsync, GetAsync"),
        new("a value that may be null", """
                public async Task<string> NullableAsync(int id, string? title)
                {
                    var user = await users.FindAsync(id);
                    var theme = await themes.LoadAsync();
                    return title + user?.Name + theme.Color;
                }
            """, "s.NullableAsync(-1, null)", "3 steps in 2 waves", "FindAsync, LoadAsync"),
        new("two values of one await", """
                private static async Task<(int A, int B)> BothAsync() { await Task.Yield(); return (1, 2); }

                public async Task<int> TwoAsync(int id)
                {
                    var (a, b) = await BothAsync();
                    var user = await users.GetAsync(id + a);
                    var theme = await themes.LoadAsync();
                    return user.Id + theme.Color.Length + b;
                }
            """, "s.TwoAsync(1)", null, null),
        new("a tuple of one await", """
                private static async Task<(int A, int B)> BothAsync() { await Task.Yield(); return (1, 2); }

                public async Task<int> TwoAsync(int id)
                {
                    var both = await BothAsync();
                    var user = await users.GetAsync(id + both.A);
                    var theme = await themes.LoadAsync();
                    return user.Id + theme.Color.Length + both.B;
                }
            """, "s.TwoAsync(1)", "4 steps in 3 waves", "BothAsync, LoadAsync"),
        new("the caller's name", """
                private async Task<string> NameAsync([System.Runtime.CompilerServices.CallerMemberName] string name = "") { await Task.Yield(); return name; }

                public async Task<string> CallerAsync(int id)
                {
                    var name = await NameAsync();
                    var user = await users.GetAsync(id);
                    return name + user.Name;
                }
            """, "s.CallerAsync(1)", null, "NameAsync, GetAsync"),
        new("a local function", """
                public async Task<string> LocalAsync(int id)
                {
                    var name = await Name();
                    var user = await users.GetAsync(id);
                    return name + user.Name;

                    async Task<string> Name() { await Task.Yield(); return "n"; }
                }
            """, "s.LocalAsync(1)", null, null),
        new("a result that is used and returned", """
                public async Task<User> WarmAsync(int id)
                {
                    var theme = await themes.LoadAsync();
                    var user = await users.GetAsync(id);
                    await mail.SendAsync(user.Name + theme.Color);
                    return user;
                }
            """, "s.WarmAsync(1)", "3 steps in 2 waves", "LoadAsync, GetAsync"),
    ];
}
