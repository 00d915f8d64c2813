using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW103: which operations read or write a member that two steps share.</summary>
public class DataRaceTests
{
    // Two steps, A and B, that can run at the same time.
    private static string Steps(string a, string b, string members = "private int _x;") => $$"""
        public struct Point { public int X; public int Y { get; set; } }

        [Flow]
        public partial class Sample
        {
            {{members}}
            [Step] private void A() { {{a}} }
            [Step] private void B() { {{b}} }
            private static void Use(object? value) => Console.WriteLine(value);
            private static void Fill(out int value) => value = 1;
            private static void Bump(ref int value) => value++;
            private static int Peek(in int value) => value;
        }
        """;

    [Theory]
    [Fires("FLOW103")]
    [InlineData("{|FLOW103:_x|} = 1;", "Use({|FLOW103+:_x|});")]
    [InlineData("Use({|FLOW103+:_x|});", "{|FLOW103:_x|} = 1;")]
    [InlineData("{|FLOW103:_x|} = 1; Use(_x);", "{|FLOW103+:_x|} = 2;")]
    [InlineData("{|FLOW103:this._x|} = 1;", "Use({|FLOW103+:this._x|});")]
    [InlineData("{|FLOW103:_x|} += 1;", "{|FLOW103+:_x|} += 1;")]
    [InlineData("{|FLOW103:_x|}++;", "Use({|FLOW103+:_x|});")]
    [InlineData("--{|FLOW103:_x|};", "Use({|FLOW103+:_x|});")]
    [InlineData("Fill(out {|FLOW103:_x|});", "Use({|FLOW103+:_x|});")]
    [InlineData("Bump(ref {|FLOW103:_x|});", "Use({|FLOW103+:_x|});")]
    [InlineData("Bump(ref {|FLOW103:_x|});", "Peek(in {|FLOW103+:_x|});")]
    [InlineData("({|FLOW103:_x|}, var y) = (1, 2); Use(y);", "Use({|FLOW103+:_x|});")]
    [InlineData("ref int x = ref {|FLOW103:_x|}; x = 1;", "Use({|FLOW103+:_x|});")]
    [InlineData("Action later = () => {|FLOW103:_x|} = 1; later();", "Use({|FLOW103+:_x|});")]
    [InlineData("Parallel.For(0, 9, i => {|FLOW103:_x|} += i);", "Use({|FLOW103+:_x|});")]
    [InlineData("Set(); void Set() => {|FLOW103:_x|} = 1;", "Use({|FLOW103+:_x|});")]
    [InlineData("Use((Action)Set); void Set() => {|FLOW103:_x|} = 1;", "Use({|FLOW103+:_x|});")]
    [InlineData("if ({|FLOW103+:_x|} > 0) { }", "{|FLOW103:_x|} = 1;")]
    [InlineData("{|FLOW103:_x|} = 1;", "Interlocked.Increment(ref {|FLOW103+:_x|});")]
    public Task Accesses_of_a_field(string a, string b) => Verify.Reports(Steps(a, b));

    [Theory]
    [Fires("FLOW103")]
    [InlineData("private string? _s;", "{|FLOW103:_s|} ??= \"a\";", "Use({|FLOW103+:_s|});")]
    [InlineData("private static int s_x;", "{|FLOW103:s_x|} = 1;", "Use({|FLOW103+:Sample.s_x|});")]
    [InlineData("public int X { get; set; }", "{|FLOW103:X|} = 1;", "Use({|FLOW103+:X|});")]
    [InlineData("public static int X { get; private set; }", "{|FLOW103:X|}++;", "Use({|FLOW103+:X|});")]
    [InlineData("private Point _p;", "{|FLOW103:_p|}.Y = 1;", "Use({|FLOW103+:_p|});")]
    [InlineData("private Point _p;", "{|FLOW103:_p|}.X = 1;", "Use({|FLOW103+:_p|});")]
    [InlineData("private (int A, int B) _p;", "{|FLOW103:_p|}.A++;", "Use({|FLOW103+:_p|});")]
    [InlineData("private int _x; private int X { get => _x; set => {|FLOW103:_x|} = value; }", "X = 1;", "Use({|FLOW103+:_x|});")]
    [InlineData("private int _x; private int X => _x;", "{|FLOW103:_x|} = 1;", "Use({|FLOW103+:X|});")]
    [InlineData("private int _x; private int X => {|FLOW103+:_x|} + 1;", "{|FLOW103:_x|} = 1;", "Use(X);")]
    [InlineData("private int _x; private static void Other(Sample other) => {|FLOW103:other._x|} = 1;", "Other(this);", "Use({|FLOW103+:_x|});")]
    [InlineData("private int X { get; set => {|FLOW103:field|} = value; }", "X = 1;", "Use({|FLOW103+:X|});")]
    [InlineData("private volatile int _x;", "{|FLOW103:_x|}++;", "Use({|FLOW103+:_x|});")]
    [InlineData("private event Action? Changed; private int _x; public void Raise() => Changed?.Invoke();", "Changed += () => {|FLOW103:_x|} = 1;", "Use({|FLOW103+:_x|});")]
    public Task Accesses_of_other_members(string members, string a, string b) => Verify.Reports(Steps(a, b, members));

    [Theory]
    [Fires("FLOW103")]
    [InlineData("List<int>", "{|FLOW103:_c|}.Add(1);", "Use({|FLOW103+:_c|}.Count);")]
    [InlineData("List<int>", "{|FLOW103:_c|}[0] = 1;", "foreach (int i in {|FLOW103+:_c|}) { }")]
    [InlineData("List<int>", "{|FLOW103:_c|}[0]++;", "Use({|FLOW103+:_c|}[1]);")]
    [InlineData("List<int>", "{|FLOW103:_c|}?.Add(1);", "Use({|FLOW103+:_c|}.Sum());")]
    [InlineData("List<int>", "((ICollection<int>){|FLOW103:_c|}).Add(1);", "Use({|FLOW103+:_c|});")]
    [InlineData("List<int>", "{|FLOW103:_c|}.Sort();", "{|FLOW103+:_c|}.Clear();")]
    [InlineData("Dictionary<string, int>", "{|FLOW103:_c|}[\"a\"] = 1;", "Use({|FLOW103+:_c|}.ContainsKey(\"b\"));")]
    [InlineData("Dictionary<string, int>", "{|FLOW103:_c|}.TryAdd(\"a\", 1);", "{|FLOW103+:_c|}.Remove(\"a\");")]
    [InlineData("HashSet<int>", "{|FLOW103:_c|}.Add(1);", "Use({|FLOW103+:_c|}.Contains(1));")]
    [InlineData("Queue<int>", "{|FLOW103:_c|}.Enqueue(1);", "{|FLOW103+:_c|}.TryDequeue(out _);")]
    [InlineData("Stack<int>", "{|FLOW103:_c|}.Push(1);", "Use({|FLOW103+:_c|}.Peek());")]
    [InlineData("System.Text.StringBuilder", "{|FLOW103:_c|}.Append('a').Append('b');", "Use({|FLOW103+:_c|}.ToString());")]
    [InlineData("System.Text.StringBuilder", "{|FLOW103:_c|}.Length = 0;", "Use({|FLOW103+:_c|}.Length);")]
    [InlineData("System.Collections.ObjectModel.ObservableCollection<int>", "{|FLOW103:_c|}.Add(1);", "Use({|FLOW103+:_c|}.Count);")]
    public Task Modifications_of_collections(string type, string a, string b) =>
        Verify.Reports(Steps(a, b, $"private readonly {type} _c = new();"));

    [Theory]
    [Fires("FLOW103")]
    [InlineData("{|FLOW103:_a[0]|} = 1;", "Use({|FLOW103+:_a[0]|});")]
    [InlineData("{|FLOW103:_a[0]|}++;", "{|FLOW103+:_a[0]|}++;")]
    [InlineData("{|FLOW103:_a|} = [];", "{|FLOW103+:_a|}[0] = _a.Length;")]
    [InlineData("Array.Sort({|FLOW103:_a|});", "Use({|FLOW103+:_a|}[1]);")]
    public Task Array_elements_with_equal_constant_indexes(string a, string b) =>
        Verify.Reports(Steps(a, b, "private int[] _a = [1, 2];"));

    [Theory]
    [Silent("FLOW103")]
    [InlineData("_a[0] = 1;", "_a[1] = 1;")]
    [InlineData("_a[0] = 1;", "for (int i = 1; i < _a.Length; i++) { _a[i] = i; }")]
    [InlineData("for (int i = 0; i < 5; i++) { _a[i] = i; }", "for (int i = 5; i < 9; i++) { _a[i] = i; }")]
    [InlineData("_a[0] = 1;", "Use(_a.Length);")]
    public Task Array_elements_that_may_differ(string a, string b) =>
        Verify.Silent(Steps(a, b, "private readonly int[] _a = new int[9];"));

    [Theory]
    [Silent("FLOW103")]
    [InlineData("private int _x = 1;", "Use(_x);", "Use(_x);")]
    [InlineData("private int _x, _y;", "_x = 1; Use(_x);", "_y = 1; Use(_y);")]
    [InlineData("private Point _p;", "_p.X = 1;", "Use(_p.Y);")]
    [InlineData("private (int A, int B) _p;", "_p.A++;", "Use(_p.B);")]
    [InlineData("private int _x;", "_x = 1;", "Use(nameof(_x));")]
    [InlineData("private readonly string _s = \"\";", "Use(_s);", "Use(_s.Length);")]
    [InlineData("private const int X = 1;", "Use(X);", "Use(X);")]
    [InlineData("public required int X { get; init; }", "Use(X);", "Use(X);")]
    [InlineData("private int _x;", "Interlocked.Increment(ref _x);", "Interlocked.Add(ref _x, 2);")]
    [InlineData("private int _x;", "Interlocked.Increment(ref _x);", "Use(Volatile.Read(ref _x));")]
    [InlineData("private int _x;", "Interlocked.Increment(ref _x);", "Use(_x);")]
    [InlineData("private bool _x;", "Volatile.Write(ref _x, true);", "Use(Volatile.Read(ref _x));")]
    [InlineData("private volatile bool _x;", "_x = true;", "while (!_x) { }")]
    [InlineData("private object? _o;", "Use(LazyInitializer.EnsureInitialized(ref _o));", "Use(LazyInitializer.EnsureInitialized(ref _o));")]
    [InlineData("private readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> _c = new();", "_c[1] = 1;", "_c.TryAdd(2, 2);")]
    [InlineData("private readonly System.Collections.Concurrent.ConcurrentQueue<int> _c = new();", "_c.Enqueue(1);", "_c.TryDequeue(out _);")]
    [InlineData("private System.Collections.Immutable.ImmutableList<int> _c = [];", "Use(_c.Add(1));", "Use(_c.Count);")]
    [InlineData("private System.Collections.Immutable.ImmutableList<int> _c = [];", "System.Collections.Immutable.ImmutableInterlocked.Update(ref _c, c => c.Add(1));", "Use(_c.Count);")]
    [InlineData("private readonly List<int> _c = [];", "Use(_c.Count);", "Use(_c.Contains(1));")]
    [InlineData("private readonly ThreadLocal<int> _t = new();", "_t.Value = 1;", "_t.Value = 2;")]
    [InlineData("[ThreadStatic] private static int t_x;", "t_x = 1; Use(t_x);", "t_x = 2; Use(t_x);")]
    [InlineData("private int _x;", "int _x = 1; Use(_x);", "_x = 1; Use(_x);")]
    public Task Accesses_that_do_not_race(string members, string a, string b) => Verify.Silent(Steps(a, b, members));

    [Fact]
    [Fires("FLOW103")]
    public Task The_message_names_the_steps_and_the_member() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private int _x, _y, _z;
            public int X => _x;
            [Step] private void A() { {|FLOW103#x:_x|} = 1; {|FLOW103#y:_y|}++; Interlocked.Increment(ref {|FLOW103#z+:_z|}); }
            [Step] private void B() { {|FLOW103#x+:_x|} = 1; Console.Write({|FLOW103#y+:_y|}); {|FLOW103#z:_z|} = 1; }
        }
        """,
        "Data race on '_x': step 'A' writes it while step 'B' writes it too; add a dependency between the steps, or hold a common lock",
        "Data race on '_y': step 'A' writes it while step 'B' reads it; add a dependency between the steps, or hold a common lock",
        "Data race on '_z': step 'B' writes it while step 'A' uses it; add a dependency between the steps, or hold a common lock");

    [Fact]
    [Fires("FLOW103")]
    public Task Every_pair_of_steps_is_reported_once() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private int _x;
            [Step] private void A() { {|FLOW103:{|FLOW103:_x|}|} = 1; _x = 2; }
            [Step] private void B() { {|FLOW103:_x|} = 1; _x++; }
            [Step] private void C() { _x++; }
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task A_parameter_of_the_primary_constructor_is_a_member() => Verify.Reports("""
        [Flow]
        public partial class Sample(int count, List<int> seen, string name)
        {
            [Step] private void A() { {|FLOW103#c:count|}++; {|FLOW103#s:seen|}.Add(1); Console.Write(name); }
            [Step] private void B() { Console.Write({|FLOW103#c+:count|}); Console.Write({|FLOW103#s+:seen|}.Count + name); }
        }
        """);

    [Fact]
    [Silent("FLOW103")]
    public Task A_suppressed_race() => Verify.Silent(
        """
        using System.Diagnostics.CodeAnalysis;
        [Flow]
        public partial class Sample
        {
            private int _x;
            #pragma warning disable FLOW103
            [Step] private void A() => _x = 1;
            #pragma warning restore FLOW103
            [Step] private void B() => Console.Write(_x);
        }
        [Flow]
        [SuppressMessage("AsyncFlow", "FLOW103")]
        public partial class Other
        {
            private int _x;
            [Step] private void A() => _x = 1;
            [Step] private void B() => Console.Write(_x);
        }
        """);
}
