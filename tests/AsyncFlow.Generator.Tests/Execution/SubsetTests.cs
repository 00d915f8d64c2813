using System.Reflection;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Runs of some of the steps of generated flows.</summary>
public sealed class SubsetTests
{
    private const string Build = """
        [Flow] public partial class F
        {
            [Step] private void Restore() => Log.Add("restore");
            [Step(nameof(Restore))] private Task<string> Compile() { Log.Add("compile"); return Task.FromResult("dll"); }
            [Step] private Task Test(string dll) { Log.Add("test " + dll); return Task.CompletedTask; }
            [Step(nameof(Test))] private Task<int> Pack(string dll) { Log.Add("pack " + dll); return Task.FromResult(1); }
            [Step(nameof(Pack)), Output] private async Task<bool> Publish() { await Task.Yield(); Log.Add("publish"); return true; }
        }
        """;

    [Theory]
    [InlineData("Test", null, "restore compile test dll")]
    [InlineData("Pack", "Test", "restore compile pack dll")]
    [InlineData("Publish", "Pack", "publish")]
    [InlineData(null, "Restore", "compile test dll pack dll publish")]
    [InlineData(null, "Compile", "restore publish")]
    public async Task Edges_that_only_order_steps_need_no_result(string? targets, string? skip, string expected)
    {
        Assembly assembly = FlowRunner.Load(Build);
        FlowReport report = await FlowRunner.Create(assembly).RunAsync(new FlowOptions { Targets = targets?.Split(' '), Skip = skip?.Split(' ') });
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(expected, FlowRunner.Text(assembly));
    }

    [Fact]
    public async Task Parameters_with_a_fallback_for_a_condition_have_it_for_a_skipped_step_too() => Assert.Equal("-1 null", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            private bool Yes => true;
            [Step, When(nameof(Yes))] private int Number() => 5;
            [Step, When(nameof(Yes))] private string Text() => "text";
            [Step, Output] private object Join(string? text, int number = -1) => $"{number} {text ?? "null"}";
        }
        public static class Caller { public static async Task<object?> RunAsync() => await new F().ExecuteAsync(new FlowOptions { Skip = new[] { "Number", "Text" } }); }
        """));

    [Fact]
    public async Task Outcomes_of_skipped_steps_say_so() => Assert.Equal("Skipped 0 Succeeded", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step] private int[] List() => new[] { 1, 2 };
            [Step] private int Number() => 5;
            [Step] private Task<int> Twice([Each(nameof(List))] int item) => Task.FromResult(2 * item);
            [Step] private long Long() => 5L;
            [Step, Output] private string Join([From(nameof(Number))] StepOutcome<int> number, [From(nameof(Twice))] IReadOnlyList<StepOutcome<int>> all, StepOutcome<long> other) => $"{number.Status} {all.Count} {other.Status}";
        }
        public static class Caller { public static async Task<object?> RunAsync() => await new F().ExecuteAsync(new FlowOptions { Skip = new[] { "Number", "Twice" } }); }
        """));

    [Fact]
    public async Task A_step_for_each_element_of_a_skipped_list_and_a_step_under_a_skipped_condition_are_skipped() => Assert.Equal(
        "List Skipped: skipped on request, Twice Skipped: it takes the result of 'List', which is skipped, IsBig Skipped: skipped on request, Mail Skipped: it takes the result of 'IsBig', which is skipped, Last Succeeded: ",
        await FlowRunner.ResultOfCaller("""
            [Flow] public partial class F
            {
                [Step] private int[] List() => new[] { 1, 2 };
                [Step] private void Twice([Each(nameof(List))] int item) { }
                [Step] private bool IsBig() => true;
                [Step, When(nameof(IsBig))] private void Mail() { }
                [Step(nameof(Mail), nameof(Twice))] private void Last() { }
            }
            public static class Caller
            {
                public static async Task<object?> RunAsync() => string.Join(", ", (await new F().RunAsync(new FlowOptions { Skip = new[] { "List", "IsBig" } })).Steps.Select(s => $"{s.Name} {s.Status}: {s.Reason}"));
            }
            """));

    [Theory]
    [InlineData("Open", "+a -a")]
    [InlineData("Use", "+a use -a")]
    [InlineData("Other", "other")]
    public async Task Owned_results_are_disposed_if_their_step_runs(string target, string expected)
    {
        Assembly assembly = FlowRunner.Load("""
            public class Resource(string name) : IDisposable { public string Name => name; public void Dispose() => Log.Add($"-{name}"); }
            [Flow] public partial class F
            {
                [Step, Owned] private Resource Open() { Log.Add("+a"); return new Resource("a"); }
                [Step] private void Use(Resource a) => Log.Add("use");
                [Step] private void Other() => Log.Add("other");
            }
            """);
        IFlow flow = FlowRunner.Create(assembly);
        FlowReport report = await flow.RunAsync(new FlowOptions { Targets = [target] });
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(expected, FlowRunner.Text(assembly));
        Assert.Equal([target == "Other" ? "Other" : "Open"], flow.Plan.Select(targets: [target]).Steps.Select(static step => step.Name).Take(1));
    }

    [Fact]
    public async Task The_failure_of_a_target_is_not_handled_by_a_step_that_does_not_run() => Assert.Equal("Failed Succeeded", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step] private int Number() => throw new InvalidOperationException();
            [Step, Output] private string Join(StepOutcome<int> number) => $"{number.Status}";
        }
        public static class Caller
        {
            public static async Task<object?> RunAsync() => $"{(await new F().RunAsync(new FlowOptions { Targets = new[] { "Number" } })).Status} {(await new F().RunAsync(new FlowOptions { Targets = new[] { "Join" } })).Status}";
        }
        """));

    [Theory]
    [InlineData("c", "a c")]
    [InlineData("b", "a b")]
    public async Task Compositions_have_targets(string target, string expected)
    {
        Assembly assembly = FlowRunner.Load("""
            using static AsyncFlow.Compose;
            [Flow] public partial class F
            {
                [Composition] private static FlowNode Main => Series(a, Parallel(b, c));
                private static void a() => Log.Add("a");
                private static void b() => Log.Add("b");
                private static void c() => Log.Add("c");
            }
            """);
        await FlowRunner.Create(assembly).ExecuteAsync(new FlowOptions { Targets = [target] });
        Assert.Equal(expected, FlowRunner.Text(assembly));
    }

    [Fact]
    public async Task A_composed_step_runs_without_the_one_before_it()
    {
        Assembly assembly = FlowRunner.Load("""
            using static AsyncFlow.Compose;
            [Flow] public partial class F
            {
                [Composition] private static FlowNode Main => Series(a, b, c);
                private static int a() { Log.Add("a"); return 1; }
                private static void b(int i) => Log.Add("b");
                private static void c() => Log.Add("c");
            }
            """);
        await FlowRunner.Create(assembly).ExecuteAsync(new FlowOptions { Skip = ["a"] });
        Assert.Equal("c", FlowRunner.Text(assembly));
    }

    [Theory]
    [InlineData("Save", "Parse", "save")]
    [InlineData("Save Fetch", "Parse", "fetch fetch fetch save")]
    [InlineData("Fetch", "", "fetch fetch fetch")]
    public async Task A_step_that_does_not_run_takes_no_elements(string target, string skip, string expected)
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow] public partial class F
            {
                [Step] private int[] List() => new[] { 1, 2, 3 };
                [Step] private async Task<int> Fetch([Each(nameof(List), MaxConcurrency = 1, Buffer = 1)] int item) { await Task.Yield(); Log.Add("fetch"); return item; }
                [Step] private async Task<long> Parse([Each(nameof(Fetch), MaxConcurrency = 1, Buffer = 1)] int item) { await Task.Yield(); Log.Add("parse"); return item; }
                [Step(nameof(Parse))] private Task Save() { Log.Add("save"); return Task.CompletedTask; }
            }
            """);
        FlowReport report = await FlowRunner.Create(assembly).RunAsync(new FlowOptions { Targets = target.Split(' '), Skip = skip.Length == 0 ? null : [skip] });
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(expected, FlowRunner.Text(assembly));
    }
}
