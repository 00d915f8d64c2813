namespace AsyncFlow.Analyzers.Tests.Races;

/// <summary>
/// Patterns of real projects, each with two steps that can run at the same time: races, and near misses that only look like races. Every
/// pattern is written in several forms.
/// </summary>
internal static class RaceCorpus
{
    /// <summary>Declarations that the patterns use.</summary>
    public const string Shared = """
        namespace Microsoft.EntityFrameworkCore { public class DbContext { public int SaveChanges() => 0; } }
        namespace Microsoft.AspNetCore.Http { public abstract class HttpContext { public abstract IDictionary<object, object?> Items { get; } public abstract string TraceIdentifier { get; set; } } }
        public class ShopDb : Microsoft.EntityFrameworkCore.DbContext { public List<int> Orders { get; } = []; }
        public class Order { public int Total { get; set; } public int Weight; public List<string> Lines { get; } = []; public Order? Next { get; set; } public void Raise() => Total++; }
        public class Counter { private int _n; public void Increase() => _n++; public int Value => _n; public void Safe() => Interlocked.Increment(ref _n); }
        public struct Tally { public int Count; public void Add(int n) => Count += n; public readonly int Read() => Count; }
        public struct Point { public int X, Y; public int Z { get; set; } }
        [NotThreadSafe] public class Parser { public void Parse(string text) => Console.Write(text); }
        [ThreadSafe] public class Journal { private readonly List<string> _lines = []; public void Write(string line) { lock (_lines) { _lines.Add(line); } } }
        public static class Totals { public static int Count; public static readonly Dictionary<string, int> Known = new(); }
        public static class Lists { public static void Fill(List<int> list) => list.Add(1); public static int Sum(this List<int> list) { int sum = 0; foreach (int n in list) { sum += n; } return sum; } public static void Touch(Order order) => order.Total++; }
        """;

    /// <summary>Members, and the statements of two steps, that race.</summary>
    public static readonly (string Members, string One, string Other)[] Races =
    [
        ("private int _n;", "_n++;", "_n++;"),
        ("private decimal _sum;", "_sum += 1.5m;", "Console.Write(_sum);"),
        ("private readonly List<int> _list = [];", "_list.Add(1);", "Console.Write(_list.Count);"),
        ("private readonly Dictionary<string, int> _map = new();", "_map[\"a\"] = 1;", "Console.Write(_map.TryGetValue(\"a\", out int _));"),
        ("private readonly Order _order = new();", "_order.Total = 1;", "_order.Total = 2;"),
        ("private readonly Order _order = new();", "_order.Lines.Add(\"x\");", "foreach (string line in _order.Lines) { Console.Write(line); }"),
        ("private readonly ShopDb _db = new();", "Console.Write(_db.Orders.Count);", "_db.SaveChanges();"),
        ("private readonly Stream _stream = new MemoryStream();", "_stream.WriteByte(1);", "_stream.Flush();"),
        ("private readonly Random _random = new(1);", "Console.Write(_random.Next());", "Console.Write(_random.NextDouble());"),
        ("private readonly System.Text.Json.Utf8JsonWriter _json = new(new MemoryStream());", "_json.WriteNumberValue(1);", "_json.WriteNullValue();"),
        ("private readonly Microsoft.AspNetCore.Http.HttpContext _http = null!;", "_http.Items[1] = 1;", "Console.Write(_http.TraceIdentifier);"),
        ("private readonly System.Text.StringBuilder _text = new();", "_text.Append('x');", "_text.Append('y');"),
        ("private readonly IList<int> _list = new List<int>();", "_list.Add(1);", "Console.Write(_list.Count);"),
        ("private readonly IDictionary<string, int> _map = new Dictionary<string, int>();", "_map[\"a\"] = 1;", "Console.Write(_map.ContainsKey(\"a\"));"),
        ("private readonly ICollection<int> _set = new HashSet<int>();", "_set.Add(1);", "_set.Remove(2);"),
        ("private Tally _tally;", "_tally.Add(1);", "_tally.Add(2);"),
        ("private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _map = new();", "if (!_map.ContainsKey(\"a\")) { _map[\"a\"] = 1; }", "if (!_map.ContainsKey(\"a\")) { _map[\"a\"] = 2; }"),
        ("private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _map = new();", "_map[\"a\"] += 1;", "_map[\"a\"] += 1;"),
        ("private event Action? Changed; private static void Handle() { }", "Changed += Handle;", "Changed?.Invoke();"),
        ("private static int s_total;", "s_total++;", "s_total++;"),
        ("", "Totals.Count++;", "Console.Write(Totals.Count);"),
        ("", "Totals.Known[\"a\"] = 1;", "Console.Write(Totals.Known.Count);"),
        ("private object? _cache;", "_cache ??= new object();", "_cache ??= new object();"),
        ("private readonly int[] _items = new int[4];", "_items[0] = 1;", "Console.Write(_items[0]);"),
        ("private readonly int[] _items = new int[4];", "Span<int> span = _items; span[0] = 1;", "_items[0] = 2;"),
        ("private readonly int[] _items = new int[4];", "_items.AsSpan().Fill(1);", "Array.Sort(_items);"),
        ("private readonly Queue<int> _queue = new();", "_queue.Enqueue(1);", "Console.Write(_queue.TryDequeue(out int _));"),
        ("private readonly Counter _counter = new();", "_counter.Increase();", "_counter.Increase();"),
        ("private readonly Counter _counter = new();", "_counter.Increase();", "Console.Write(_counter.Value);"),
        ("private readonly Parser _parser = new();", "_parser.Parse(\"a\");", "_parser.Parse(\"b\");"),
        ("private Point _point;", "_point.X = 1;", "_point = default;"),
        ("private readonly List<int> _list = [];", "var list = _list; list.Add(1);", "var list = _list; list.Clear();"),
        ("private readonly List<int> _list = [];", "Lists.Fill(_list);", "Console.Write(Lists.Sum(_list));"),
        ("private readonly Order _order = new();", "Lists.Touch(_order);", "_order.Raise();"),
        ("private readonly Order _order = new();", "var order = _order; order.Weight = 1;", "Console.Write(_order.Weight);"),
        ("private int Number { get; set; }", "Number = 1;", "Number += 1;"),
        ("private List<int> Items { get; } = [];", "Items.Add(1);", "Items.RemoveAt(0);"),
        ("private readonly List<int> _list = []; private List<int> Alias => _list;", "Alias.Add(1);", "_list.Clear();"),
        ("private readonly Order _order = new() { Next = new() };", "_order.Next!.Total = 1;", "Console.Write(_order.Next!.Total);"),
        ("private Action? _handler; private static void Handle() { }", "_handler += Handle;", "_handler?.Invoke();"),
        ("private readonly object _a = new(), _b = new(); private int _n;", "lock (_a) { _n++; }", "lock (_b) { _n++; }"),
        ("private readonly TextWriter _log = new StringWriter();", "_log.WriteLine(1);", "_log.Write('x');"),
        ("private readonly SortedList<int, int> _sorted = new();", "_sorted.Add(1, 1);", "Console.Write(_sorted.Count);"),
        ("private readonly LinkedList<int> _linked = new();", "_linked.AddFirst(1);", "_linked.AddLast(2);"),
        ("private bool _isLoaded; private int _value;", "if (!_isLoaded) { _value = 1; _isLoaded = true; }", "if (!_isLoaded) { _value = 2; _isLoaded = true; }"),
    ];

    /// <summary>Members, and the statements of two steps, that do not race.</summary>
    public static readonly (string Members, string One, string Other)[] NearMisses =
    [
        ("private int _n;", "Interlocked.Increment(ref _n);", "Interlocked.Increment(ref _n);"),
        ("private readonly object _gate = new(); private int _n;", "lock (_gate) { _n++; }", "lock (_gate) { _n++; }"),
        ("private readonly object _gate = new(); private object Gate => _gate; private int _n;", "lock (_gate) { _n++; }", "lock (Gate) { _n++; }"),
        ("private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _map = new();", "_map.GetOrAdd(\"a\", 1);", "_map.TryAdd(\"a\", 1);"),
        ("private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _map = new();", "_map[\"a\"] = 1;", "if (_map.TryGetValue(\"a\", out int n)) { Console.Write(n); }"),
        ("private readonly System.Collections.Concurrent.ConcurrentQueue<int> _queue = new();", "_queue.Enqueue(1);", "Console.Write(_queue.TryDequeue(out int _));"),
        ("private int _a, _b;", "_a++;", "_b++;"),
        ("private Point _point;", "_point.X = 1;", "_point.Y = 2;"),
        ("private readonly List<int> _list = [1];", "Console.Write(_list.Count);", "Console.Write(_list.Contains(1));"),
        ("private readonly System.Collections.Immutable.ImmutableList<int> _list = [];", "Console.Write(_list.Add(1));", "Console.Write(_list.Add(2));"),
        ("private readonly Order _one = new(), _two = new();", "_one.Total = 1;", "_two.Total = 2;"),
        ("private readonly Order _order = new();", "_order.Total = 1;", "_order.Weight = 2;"),
        ("private readonly int[] _items = new int[4];", "_items[0] = 1;", "_items[1] = 2;"),
        ("", "var list = new List<int>(); list.Add(1); Console.Write(list.Count);", "var list = new List<int>(); list.Add(1); Console.Write(list.Count);"),
        ("private readonly HttpClient _http = new();", "Console.Write(_http.GetStringAsync(\"/\"));", "Console.Write(_http.GetStringAsync(\"/\"));"),
        ("", "Console.Write(Random.Shared.Next());", "Console.Write(Random.Shared.Next());"),
        ("private readonly Random _random = Random.Shared;", "Console.Write(_random.Next());", "Console.Write(_random.Next());"),
        ("private readonly Lazy<Order> _order = new(() => new Order());", "Console.Write(_order.Value.Total);", "Console.Write(_order.Value.Total);"),
        ("private readonly Journal _journal = new();", "_journal.Write(\"a\");", "_journal.Write(\"b\");"),
        ("private readonly TimeProvider _time = TimeProvider.System;", "Console.Write(_time.GetUtcNow());", "Console.Write(_time.GetUtcNow());"),
        ("private readonly ShopDb _one = new(), _two = new();", "_one.SaveChanges();", "_two.SaveChanges();"),
        ("private readonly object _gate = new(); private int _n; private void WithGate(Action action) { lock (_gate) { action(); } }", "WithGate(() => _n++);", "WithGate(() => _n++);"),
        ("private volatile bool _stop;", "_stop = true;", "Console.Write(_stop);"),
        ("private int _n;", "Volatile.Write(ref _n, 1);", "Console.Write(Volatile.Read(ref _n));"),
        ("private readonly ThreadLocal<int> _n = new();", "_n.Value++;", "_n.Value++;"),
        ("private readonly AsyncLocal<int> _n = new();", "_n.Value = 1;", "_n.Value = 2;"),
        ("private event Action? Changed; public void Raise() => Changed?.Invoke(); private static void Handle() { }", "Changed += Handle;", "Changed += Handle;"),
        ("private static readonly string[] s_names = [\"a\"];", "Console.Write(s_names[0]);", "Console.Write(s_names[0]);"),
        ("", "new Order().Total = 1;", "new Order().Total = 2;"),
        ("", "var text = new System.Text.StringBuilder(); text.Append('x'); Console.Write(text);", "var text = new System.Text.StringBuilder(); text.Append('y'); Console.Write(text);"),
        ("private static readonly System.Text.RegularExpressions.Regex s_regex = new(\"a\");", "Console.Write(s_regex.IsMatch(\"a\"));", "Console.Write(s_regex.IsMatch(\"b\"));"),
        ("private int _n; [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.Synchronized)] private void Increase() => _n++;", "Increase();", "Increase();"),
        ("private readonly Counter _counter = new();", "_counter.Safe();", "_counter.Safe();"),
        ("private Tally _tally;", "Console.Write(_tally.Read());", "Console.Write(_tally.Read());"),
        ("private readonly Lock _gate = new(); private readonly List<int> _list = [];", "lock (_gate) { _list.Add(1); }", "using (_gate.EnterScope()) { Console.Write(_list.Count); }"),
        ("private readonly SemaphoreSlim _gate = new(1); private int _n;", "_gate.Wait(); try { _n++; } finally { _gate.Release(); }", "_gate.Wait(); try { _n++; } finally { _gate.Release(); }"),
        ("private readonly Dictionary<string, int> _map = new() { [\"a\"] = 1 };", "Console.Write(_map[\"a\"]);", "Console.Write(_map.ContainsKey(\"a\"));"),
        ("private readonly Stream _log = Stream.Synchronized(new MemoryStream());", "_log.WriteByte(1);", "_log.WriteByte(2);"),
        ("private readonly System.Threading.Channels.Channel<int> _channel = System.Threading.Channels.Channel.CreateUnbounded<int>();", "Console.Write(_channel.Writer.TryWrite(1));", "Console.Write(_channel.Reader.TryRead(out int _));"),
        ("private int _n; private static void Fill(out int n) => n = 1;", "Fill(out int n); Console.Write(n);", "Console.Write(_n);"),
        ("private readonly IList<int> _list = new System.Collections.ObjectModel.ReadOnlyCollection<int>([1]);", "Console.Write(_list.Count);", "Console.Write(_list[0]);"),
        ("private readonly ReaderWriterLockSlim _gate = new(); private int _n;", "_gate.EnterWriteLock(); try { _n++; } finally { _gate.ExitWriteLock(); }", "_gate.EnterReadLock(); try { Console.Write(_n); } finally { _gate.ExitReadLock(); }"),
        ("private readonly List<int> _list = [1];", "var copy = _list.ToList(); copy.Add(1); Console.Write(copy.Count);", "var copy = _list.ToArray(); copy[0] = 1; Console.Write(copy.Length);"),
        ("private Order _order = new();", "Console.Write(_order.Total);", "Console.Write(_order.Lines.Count);"),
        ("private readonly object _gate = new(); private int _n; private void Increase() => _n++;", "lock (_gate) { Increase(); }", "lock (_gate) { Increase(); }"),
    ];

    /// <summary>Forms of the code of a step: the members and the body for some statements.</summary>
    public static readonly Func<string, string, string>[] Forms =
    [
        static (name, code) => $"[Step] private void {name}() {{ {code} }}",
        static (name, code) => $"[Step] private async Task {name}(CancellationToken ct) {{ await Task.Delay(1, ct); {{ {code} }} }}",
        static (name, code) => $"[Step] private void {name}() => Work{name}(); private void Work{name}() {{ {code} }}",
        static (name, code) => $"[Step] private void {name}() {{ Local(); void Local() {{ {code} }} }}",
        static (name, code) => $"[Step] private void {name}() {{ Array.ForEach([1, 2], _ => {{ {code} }}); }}",
        static (name, code) => $"[Step] private ValueTask {name}() {{ if (DateTime.Now.Ticks > 1) {{ try {{ {code} }} finally {{ Console.Write(1); }} }} return default; }}",
    ];
}
