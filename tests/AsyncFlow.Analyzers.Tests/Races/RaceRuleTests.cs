using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Races;

/// <summary>FLOW103: steps that cannot run at the same time, state that several steps share, and races that must be disproved.</summary>
public class RaceRuleTests
{
    [Fact]
    [Silent("FLOW103")]
    public Task Steps_that_cannot_run_at_the_same_time() => Verify.Silent("""
        [Flow]
        public partial class Alternatives
        {
            private int _x;
            private bool Fast => true;
            [Step] private bool Decide() => true;
            [Step, When(nameof(Fast))] private void A() => _x++;
            [Step, When(nameof(Fast), Is = false)] private void B() => _x++;
            [Step(nameof(A), nameof(B)), When(nameof(Decide))] private void C() => _x++;
            [Step(nameof(A), nameof(B)), When(nameof(Decide), Is = false)] private void D() => _x++;
        }

        [Flow(MaxConcurrency = 1)]
        public partial class OneAtATime
        {
            private int _x;
            [Step] private async Task A() { await Task.Yield(); _x++; }
            [Step] private void B() => _x++;
        }

        [Flow]
        public partial class Signalled
        {
            private readonly TaskCompletionSource _ready = new();
            private int _x;
            [Step] private void A() { _x = 1; _ready.SetResult(); }
            [Step] private async Task B() { await _ready.Task.ConfigureAwait(false); Console.Write(_x); }
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task Steps_that_take_elements_one_by_one_run_at_the_same_time() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private int _x, _y;
            [Step] private async IAsyncEnumerable<int> Find() { await Task.Yield(); {|FLOW103#x:_x|}++; yield return 1; }
            [Step] private int First([Each(nameof(Find), MaxConcurrency = 1)] int number) => number + {|FLOW103#x+:_x|} + ({|FLOW103#y:_y|}++);
            [Step] private long Second([Each(nameof(First), MaxConcurrency = 1)] int number) => number + {|FLOW103#y+:_y|};
            [Step] private void Last(IReadOnlyList<long> all) => Console.Write(_x + _y);
        }
        """);

    [Fact]
    [Silent("FLOW103")]
    public Task Steps_that_wait_for_the_whole_list() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            private int _x, _y;
            [Step] private async IAsyncEnumerable<int> Find() { await Task.Yield(); _x++; yield return 1; }
            [Step] private int First([Each(nameof(Find), MaxConcurrency = 1)] int number) { _y++; return number; }
            [Step(nameof(First))] private long Second([Each(nameof(First), MaxConcurrency = 1)] int number) => number + _y;
            [Step] private void Last(IReadOnlyList<long> all) => Console.Write(_x + _y);
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task Conditions_and_signals_that_do_not_separate() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private readonly TaskCompletionSource _ready = new();
            private int _x, _y;
            private bool Fast => true;
            private bool Slow => true;
            [Step, When(nameof(Fast))] private void A() => {|FLOW103#x:_x|}++;
            [Step, When(nameof(Slow), Is = false)] private void B() => {|FLOW103#x+:_x|}++;
            [Step] private void C() { _ready.SetResult(); {|FLOW103#y:_y|} = 1; }
            [Step] private async Task D() { await _ready.Task; Console.Write({|FLOW103#y+:_y|}); }
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task An_attempt_whose_result_is_ignored() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private readonly SemaphoreSlim _l = new(1);
            private int _x;
            [Step] private async Task A() { await _l.WaitAsync(0); {|FLOW103:_x|}++; _l.Release(); }
            [Step, WithLock(nameof(_l))] private void B() => {|FLOW103+:_x|}++;
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task A_result_that_two_steps_change() => Verify.Reports(
        """
        public class Order { public int Total { get; set; } public List<int> Lines { get; } = []; }

        [Flow]
        public partial class Sample
        {
            [Step] private Order Load() => new();
            [Step] private string Name() => "";
            [Step] private void A(Order order, string name) { {|FLOW103#t:order.Total|} = 1; {|FLOW103#l:order.Lines|}.Add(name.Length); }
            [Step] private void B(Order order) { {|FLOW103#t+:order.Total|} = 2; Console.Write({|FLOW103#l+:order.Lines|}.Count); }
        }
        """,
        "Data race on 'Load().Total': step 'A' writes it while step 'B' writes it too; add a dependency between the steps, or hold a common lock",
        "Data race on 'Load().Lines': step 'A' writes it while step 'B' reads it; add a dependency between the steps, or hold a common lock");

    [Fact]
    [Fires("FLOW103")]
    public Task An_unsafe_type_is_named_with_the_reason() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly Random _random = new(1);
            [Step] private int A() => {|FLOW103:_random|}.Next();
            [Step] private void B([From(nameof(A))] int a) => Console.Write(a);
            [Step] private void C() => Console.Write({|FLOW103+:_random|}.Next());
        }
        """,
        "Data race on '_random': step 'A' uses it while step 'C' uses it too; the documentation of 'Random' says that it is not thread-safe (https://learn.microsoft.com/dotnet/api/system.random); add a dependency between the steps, or hold a common lock",
        "Data race on '_random': step 'A' uses it while step 'C' uses it too; the documentation of 'Random' says that it is not thread-safe (https://learn.microsoft.com/dotnet/api/system.random); add a dependency between the steps, or hold a common lock");

    [Fact]
    [Fires("FLOW103")]
    public async Task The_calls_that_lead_to_a_race_are_additional_locations()
    {
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Test.cs", """
            public class Counter { private int _n; public void Increase() => Add(1); private void Add(int n) => _n += n; }

            [Flow]
            public partial class Sample
            {
                private readonly Counter _counter = new();
                [Step] private void A() => Work();
                [Step] private void B() => _counter.Increase();
                private void Work() => _counter.Increase();
            }
            """)));
        Diagnostic race = Assert.Single(diagnostics);
        Assert.Equal(
            ["_n", "_n", "Work()", "_counter.Increase()", "Add(1)", "_counter.Increase()", "Add(1)"],
            race.AdditionalLocations.Prepend(race.Location).Select(static location => location.SourceTree!.GetText().ToString(location.SourceSpan)));
    }

    [Fact]
    [Fires("FLOW103")]
    public async Task Bodies_that_another_generator_wrote()
    {
        Project project = TestProject.Create(
            [
                ("Test.cs", """
                    [Flow]
                    public partial class Sample
                    {
                        private int _count;
                        [Step] private void A() => Count++;
                        [Step] private void B() => Count++;
                    }
                    """),
            ],
            [new TextGenerator("Sample.g.cs", "partial class Sample { public int Count { get => _count; set { if (_count != value) { _count = value; } } } }")]);
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(project);
        Assert.Equal("FLOW103", Assert.Single(diagnostics).Id);
    }

    [Fact]
    [Fires("FLOW103")]
    public async Task What_is_not_proven_is_an_error()
    {
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Test.cs", """
            [Flow(Races = Races.Proven)]
            public partial class Sample(System.ComponentModel.BackgroundWorker worker, HttpClient http)
            {
                private readonly FlowLock _l = new();
                private readonly System.ComponentModel.BackgroundWorker _other = new();
                private int _x;
                [Step] private void A() { worker.RunWorkerAsync(); Console.Write(http.GetStringAsync("/")); _x++; }
                [Step] private void B() { worker.CancelAsync(); Console.Write(http.GetStringAsync("/")); _x++; }
                [Step, WithLock(nameof(_l))] private void C() => _other.RunWorkerAsync();
                [Step, WithLock(nameof(_l))] private void D() => _other.CancelAsync();
            }
            """)));
        Assert.All(diagnostics, static diagnostic => Assert.Equal(("FLOW103", DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity)));
        Assert.Equal(
            [
                "Data race on 'worker': step 'A' uses it while step 'B' uses it too; 'BackgroundWorker' is not known to be thread-safe: mark it [ThreadSafe] if it is, add a dependency between the steps, or hold a common lock",
                "Data race on '_x': step 'A' writes it while step 'B' writes it too; add a dependency between the steps, or hold a common lock",
            ],
            diagnostics.Select(static diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
