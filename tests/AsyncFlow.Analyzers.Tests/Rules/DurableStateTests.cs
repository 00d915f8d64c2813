using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW301 and FLOW305: what durable steps change in memory.</summary>
public class DurableStateTests
{
    [Fact]
    [Fires("FLOW301")]
    public Task No_other_step_sees_a_changed_member() => Verify.Reports(
        """
        public sealed class Counter
        {
            public int Value { get; set; }
        }

        [Flow, Durable]
        public partial class Sample(int given)
        {
            private readonly List<string> _names = [];
            private readonly Counter _counter = new();
            private int _count;
            private string? _text;
            private int Total { get; set; }

            [Step] private void A() => {|FLOW301:_count|} = 1;
            [Step(nameof(A))] private void B() => Add("b");
            [Step(nameof(B))] private void C() => {|FLOW301:Total|}++;
            [Step(nameof(C))] private void D() => {|FLOW301:_counter.Value|}++;
            [Step(nameof(D))] private void E() => {|FLOW301:given|} = 2;
            [Step(nameof(E))] private void F() => Interlocked.Increment(ref {|FLOW301:_number|});
            [Step(nameof(F))] private void G() => {|FLOW301:_text|} = $"{_count} {_names.Count} {_number}";
            private int _number;

            private void Add(string name)
            {
                {|FLOW301:_names|}.Add(name);
                _count++;
            }
        }
        """,
        "Step 'A' of a [Durable] flow changes '_count', which no other step sees: each runs with an object of its own; return the value as a result, or store it where all processes find it",
        "Step 'B' of a [Durable] flow changes '_names', which no other step sees: each runs with an object of its own; return the value as a result, or store it where all processes find it",
        "Step 'C' of a [Durable] flow changes 'Total', which no other step sees: each runs with an object of its own; return the value as a result, or store it where all processes find it",
        "Step 'D' of a [Durable] flow changes '_counter', which no other step sees: each runs with an object of its own; return the value as a result, or store it where all processes find it",
        "Step 'E' of a [Durable] flow changes 'given', which no other step sees: each runs with an object of its own; return the value as a result, or store it where all processes find it",
        "Step 'F' of a [Durable] flow changes '_number', which no other step sees: each runs with an object of its own; return the value as a result, or store it where all processes find it",
        "Step 'G' of a [Durable] flow changes '_text', which no other step sees: each runs with an object of its own; return the value as a result, or store it where all processes find it");

    [Fact]
    [Silent("FLOW301")]
    public Task Services_and_what_never_changes_are_no_state() => Verify.Silent(
        """
        public sealed class Store
        {
            public List<string> Lines { get; } = [];
            public int Count { get; set; }
        }

        [Flow, Durable]
        public partial class Sample(Store store, Store other)
        {
            private readonly Store _store = other;
            private readonly int[] _sizes = [1, 2];
            private readonly int _limit = 3;
            private string? _cached;

            [Step] private void A() => Console.WriteLine(_limit + _sizes[0]);
            [Step(nameof(A))] private void B() => store.Count++;
            [Step(nameof(B))] private void C() => _store.Lines.Add("c");
            [Step(nameof(C))] private void D() => Console.WriteLine(_cached ??= "same everywhere");
            [Step(nameof(D))] private void E()
            {
                List<int> local = [];
                local.Add(1);
            }
        }

        [Flow]
        public partial class InOneProcess
        {
            private int _count;
            [Step] private void A() => _count++;
            [Step(nameof(A)), Output] private int B() => _count;
        }
        """);

    [Fact]
    [Fires("FLOW305")]
    public Task Each_process_has_its_own_static_members() => Verify.Reports(
        """
        public static class Totals
        {
            public static int Sum { get; set; }
            public static readonly List<string> Names = [];
        }

        [Flow, Durable]
        public partial class Sample
        {
            private static int s_count;
            private static string s_address = "";
            public static void Configure(string address) => s_address = address;

            [Step] private static void A() => ++{|FLOW305:s_count|};
            [Step(nameof(A))] private void B() => {|FLOW305:Totals.Sum|} += 1;
            [Step(nameof(B))] private void C() => {|FLOW305:Totals.Names|}.Add("c");
            [Step(nameof(C))] private void D() => Console.WriteLine({|FLOW305:s_address|});
        }
        """,
        "Step 'A' of a [Durable] flow changes 's_count', which other processes do not see; return the value as a result, or store it where all processes find it",
        "Step 'B' of a [Durable] flow changes 'Sum', which other processes do not see; return the value as a result, or store it where all processes find it",
        "Step 'C' of a [Durable] flow changes 'Names', which other processes do not see; return the value as a result, or store it where all processes find it",
        "Step 'D' of a [Durable] flow reads 's_address', which can be different in every process; make it readonly, or take the value as an [Input]");

    [Fact]
    [Silent("FLOW305")]
    public Task What_is_the_same_in_every_process_is_no_static_state() => Verify.Silent(
        """
        [Flow, Durable]
        public partial class Sample
        {
            private const int Size = 4;
            private static readonly string s_name = "name";
            private static readonly HttpClient s_http = new();
            private static string? s_cached;

            [Step] private static void A() => Console.WriteLine(s_name + Size);
            [Step] private static Task B() => s_http.GetStringAsync("http://localhost");
            [Step] private static void C() => Console.WriteLine(s_cached ??= "same");
        }

        [Flow]
        public partial class InOneProcess
        {
            private static int s_count;
            [Step] private void A() => s_count++;
        }
        """);
}
