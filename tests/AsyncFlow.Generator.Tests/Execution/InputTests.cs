using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Parameters with <c>[Input]</c>.</summary>
public sealed class InputTests
{
    private const string Greeting = """
        [Flow] public partial class F
        {
            [Step] private async Task<string> Greet([Input] string name) { await Task.Yield(); return $"hello {name}"; }
            [Step, Output] private string Repeat(string greeting, [Input] int times, [Input] string name) => string.Concat(Enumerable.Repeat(greeting, times)) + name;
        }
        """;

    [Theory]
    [InlineData("await flow.ExecuteAsync(\"ann\", 2)")]
    [InlineData("await flow.ExecuteAsync(\"ann\", 2, CancellationToken.None)")]
    [InlineData("await flow.ExecuteAsync(\"ann\", 2, new FlowOptions(), default)")]
    [InlineData("(await flow.RunAsync(\"ann\", 2)).Output")]
    [InlineData("(await flow.RunAsync(\"ann\", 2, new FlowOptions { MaxConcurrency = 1 })).Output")]
    [InlineData("await ((IFlow<(string, int), string>)flow).ExecuteAsync((\"ann\", 2))")]
    [InlineData("(await ((IFlow<(string, int), string>)flow).RunAsync((\"ann\", 2))).Output")]
    [InlineData("await flow.WithInput((\"ann\", 2)).ExecuteAsync()")]
    public async Task Inputs_are_the_leading_parameters_in_the_order_in_which_they_appear(string call) => Assert.Equal("hello annhello annann", await FlowRunner.ResultOfCaller($$"""
        {{Greeting}}
        public static class Caller
        {
            public static async Task<string> RunAsync() { F flow = new(); return {{call}}; }
        }
        """));

    [Theory]
    [InlineData("Task.FromResult(value)")]
    [InlineData("Later(value)")]
    public async Task Calls_of_one_instance_at_the_same_time_do_not_mix_their_inputs(string result) => Assert.Equal(0, await FlowRunner.ResultOfCaller($$"""
        [Flow] public partial class F
        {
            private static async Task<int> Later(int value) { await Task.Yield(); return value; }
            [Step] private Task<int> Left([Input] int value) => {{result}};
            [Step] private async Task<int> Right([Input] int value) { await Task.Yield(); return value; }
            [Step, Output] private Task<bool> Same([From(nameof(Left))] int left, [From(nameof(Right))] int right, [Input] int value) => Task.FromResult(left == value && right == value);
        }
        public static class Caller
        {
            public static async Task<int> RunAsync()
            {
                F flow = new();
                bool[] same = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() => flow.ExecuteAsync(i).AsTask())));
                return same.Count(static value => !value);
            }
        }
        """));

    [Fact]
    public async Task An_optional_input_comes_after_the_others_and_may_be_omitted() => Assert.Equal("x3 x5", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step] private int Depth([Input] int depth = 3) => depth;
            [Step, Output] private string Show([Input] string name, int depth) => name + depth;
        }
        public static class Caller
        {
            public static async Task<string> RunAsync() => $"{await new F().ExecuteAsync("x")} {await new F().ExecuteAsync("x", 5)}";
        }
        """));

    [Fact]
    public async Task Inputs_may_have_the_names_of_the_other_parameters() => Assert.Equal("2 token x", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step, Output] private Task<string> Join([Input] int options, [Input] string cancellationToken, [Input] char Rest) => Task.FromResult($"{options} {cancellationToken} {Rest}");
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                F flow = new();
                string one = await flow.ExecuteAsync(2, "token", 'x', flowOptions: new FlowOptions(), flowCancellationToken: default);
                return one == await ((IFlow<(int, string, char), string>)flow).ExecuteAsync((2, "token", 'x')) ? one : "";
            }
        }
        """));

    [Fact]
    public async Task The_elements_of_a_list_take_inputs() => Assert.Equal("11 12", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step] private int[] Numbers([Input] int count) => Enumerable.Range(1, count).ToArray();
            [Step] private async Task<int> Add([Each(nameof(Numbers))] int number, [Input] int offset) { await Task.Yield(); return number + offset; }
            [Step, Output] private string Show(IReadOnlyList<int> sums) => string.Join(' ', sums);
        }
        public static class Caller { public static async Task<string> RunAsync() => await new F().ExecuteAsync(2, 10); }
        """));

    [Fact]
    public async Task The_inputs_of_a_sub_flow_are_results_of_steps_or_inputs_of_the_same_name() => Assert.Equal("hello annhello annann!", await FlowRunner.ResultOfCaller($$"""
        {{Greeting.Replace("class F", "class Inner", StringComparison.Ordinal)}}
        [Flow] public partial class F
        {
            [Step] private int Twice() => 2;
            [Step] private readonly Inner _inner = new();
            [Step, Output] private async Task<string> Show(string greeting, [Input] string name) { await Task.Yield(); return greeting + "!"; }
        }
        public static class Caller { public static async Task<string> RunAsync() => await new F().ExecuteAsync("ann"); }
        """));

    [Fact]
    public async Task A_sub_flow_that_never_waits_takes_its_inputs_too() => Assert.Equal(7, await FlowRunner.ResultOfCaller("""
        [Flow] public partial class Inner
        {
            [Step, Output] private Task<int> Add([Input] int number, [Input] long more = 4) => Task.FromResult(number + (int)more);
        }
        [Flow] public partial class F
        {
            [Step] private Task<int> Three() => Task.FromResult(3);
            [Step, Output] private readonly Inner _inner = new();
        }
        public static class Caller { public static async Task<int> RunAsync() => await new F().ExecuteAsync(); }
        """));

    [Fact]
    public async Task A_flow_known_by_its_interface_takes_the_result_of_a_step() => Assert.Equal(5, await FlowRunner.ResultOfCaller("""
        [Flow] public partial class Inner { [Step, Output] private Task<int> Length([Input] string text) => Task.FromResult(text.Length); }
        [Flow] public partial class F(IFlow<string, int> inner)
        {
            [Step] private string Text() => "abcde";
            [Step] private readonly IFlow<string, int> _inner = inner;
            [Step, Output] private int Show(int length) => length;
        }
        public static class Caller { public static async Task<int> RunAsync() => await new F(new Inner()).ExecuteAsync(); }
        """));

    [Fact]
    public async Task The_functions_of_a_composition_take_inputs() => Assert.Equal("ann 3", await FlowRunner.ResultOfCaller("""
        using static AsyncFlow.Compose;
        [Flow] public partial class F
        {
            private async Task<int> Count([Input] string name) { await Task.Yield(); return name.Length; }
            private string Show([Input] string name, int count) => $"{name} {count}";
            [Composition] private FlowNode Plan_ => Series(Count, Show);
        }
        [Flow] public partial class Outer
        {
            [Step] private readonly F _inner = new();
            [Step, Output] private string Show(string inner, [Input] string name) => inner;
        }
        public static class Caller { public static async Task<string> RunAsync() => await new Outer().ExecuteAsync("ann"); }
        """));

    [Fact]
    public async Task Inherited_steps_bring_their_inputs() => Assert.Equal("3 3 4", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class Base { [Step, Output] protected Task<int> Length([Input] string text) => Task.FromResult(text.Length); }
        [Flow] public partial class Same : Base { [Step] private void More() { } }
        [Flow] public partial class Other : Base { [Step] private void More([Input] int number) { } }
        public static class Caller
        {
            public static async Task<string> RunAsync() => $"{await new Base().ExecuteAsync("abc")} {await new Same().ExecuteAsync("abc")} {await new Other().ExecuteAsync("abcd", 1)}";
        }
        """));

    [Fact]
    public async Task A_static_flow_takes_inputs() => Assert.Equal(6, await FlowRunner.ResultOfCaller("""
        [Flow] public static partial class F
        {
            [Step] private static Task<int> Double([Input] int number) => Task.FromResult(number * 2);
            [Step, Output] private static int Show(int number) => number;
        }
        public static class Caller { public static async Task<int> RunAsync() => await F.ExecuteAsync(3); }
        """));

    [Fact]
    public async Task A_flow_of_many_steps_that_never_wait_takes_inputs()
    {
        string steps = string.Concat(Enumerable.Range(1, 60).Select(static i => $"[Step(nameof(S{i - 1}))] private Task S{i}([Input] List<int> log) {{ log.Add({i}); return Task.CompletedTask; }}\n"));
        Assert.Equal(61, await FlowRunner.ResultOfCaller($$"""
            [Flow] public partial class F
            {
                [Step] private Task S0([Input] List<int> log) { log.Add(0); return Task.CompletedTask; }
                {{steps}}
            }
            public static class Caller { public static async Task<int> RunAsync() { List<int> log = new(); await new F().ExecuteAsync(log); return log.Count; } }
            """));
    }

    [Fact]
    public void Members_have_the_descriptions_of_the_parameters()
    {
        string generated = GeneratorRunner.GenerateOne("""
            /// <summary>A flow.</summary>
            [Flow] public partial class F
            {
                /// <summary>A step.</summary>
                /// <param name="address">Where the <see cref="Uri"/> points.</param>
                [Step] private void Load([Input] Uri address) { }

                [Step] private void Count([Input] int @class) { }
            }
            """);
        Assert.Contains("""/// <param name="address">Where the <see cref="T:System.Uri" /> points.</param>""", generated, StringComparison.Ordinal);
        Assert.Contains("""/// <param name="class">An input of the flow.</param>""", generated, StringComparison.Ordinal);
        Assert.Contains("ExecuteAsync(global::System.Uri address, int @class, global::System.Threading.CancellationToken cancellationToken = default)", generated, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_with_inputs_allocate_nothing_in_steady_state() => Assert.Equal(0L, await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step] private Task Left([Input] string a, [Input] int b) => Task.CompletedTask;
            [Step] private Task Right([Input] int b) => Task.CompletedTask;
        }
        public static class Caller
        {
            public static async Task<long> RunAsync()
            {
                F flow = new();
                for (int i = 0; i < 100; i++) { await flow.ExecuteAsync("a", i); }
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 100; i++) { await flow.ExecuteAsync("a", i); }
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        """));

    [Theory]
    [InlineData("[Step] void A([Input] int x) { } [Step] void B([Input] string x) { }", "FLOW020", "'x' cannot be an [Input] of 'F': 'A' takes it as 'int', but 'B' as 'string'; use one type, or two names")]
    [InlineData("[Step] void A([Input] int x = 1) { } [Step] void B([Input] int x = 2) { }", "FLOW020", "'x' cannot be an [Input] of 'F': its default is 1 in 'A', but 2 in 'B'; use one default, or two names")]
    [InlineData("[Step] void A([Input] CancellationToken ct) { }", "FLOW006", "'A' cannot be a step of 'F': its parameter 'ct' cannot be an [Input], because each run gives its own CancellationToken; remove [Input]")]
    [InlineData("[Step] int A() => 1; [Step] void B([Input, From(nameof(A))] int x) { }", "FLOW006", "'B' cannot be a step of 'F': its parameter 'x' cannot be an [Input], because it has [From], too; use one of them")]
    [InlineData("[Step] void A(int x) { }", "FLOW004", "Parameter 'x' of step 'A' needs 'int', which no step produces; if callers give it, mark it [Input] or take it in the constructor")]
    [InlineData("void A([Input] int x) { }", "FLOW010", "[Input] has no effect on the parameter 'x' because 'A' is not a step")]
    [InlineData("[Step] int[] A() => []; [Step] int B([Each(nameof(A))] int x) => x; [Step] void C(List<int> all) { }", "FLOW004", "Parameter 'all' of step 'C' needs 'List<int>', which no step produces; 'B' produces 'IReadOnlyList<int>', so take that")]
    [InlineData("[Step] readonly Inner _inner = new();", "FLOW004", "Parameter 'text' of step '_inner' needs 'string', which no step produces; write a method that runs the flow if it should be something else")]
    [InlineData("[Step] readonly Inner _inner = new(); [Step] string A() => \"\"; [Step] string B() => \"\";", "FLOW005", "Parameter 'text' of step '_inner' needs 'string', which several steps produce: 'A', 'B'; write a method that runs the flow with one of them")]
    public void Errors_say_what_to_do(string members, string id, string message)
    {
        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile($$"""
            [Flow] public partial class F { {{members}} }
            [Flow] public partial class Inner { [Step] private void Show([Input] string text) { } }
            """));
        Diagnostic diagnostic = Assert.Single(GeneratorRunner.Analyze(compilation));
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage(null)));
        Assert.DoesNotContain(compilation.GetDiagnostics(), static other => other.Severity == DiagnosticSeverity.Error);
    }
}
