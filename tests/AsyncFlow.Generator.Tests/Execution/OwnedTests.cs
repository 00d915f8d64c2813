using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Steps with <c>[Owned]</c>.</summary>
public sealed class OwnedTests
{
    private const string Resource = """
        public class Resource(string name) : IAsyncDisposable
        {
            public int Disposed;
            public string Name => name;
            public async ValueTask DisposeAsync() { Log.Add($"-{name}"); Interlocked.Increment(ref Disposed); await Task.Yield(); }
        }
        public class Plain(string name) : IDisposable { public void Dispose() => Log.Add($"-{name}"); }
        """;

    [Theory]
    [InlineData("Task<Resource> Open() { Log.Add(\"+a\"); return Task.FromResult(new Resource(\"a\")); }", "Task Use(Resource a) { Log.Add(\"use\"); return Task.CompletedTask; }")]
    [InlineData("async Task<Resource> Open() { await Task.Yield(); Log.Add(\"+a\"); return new Resource(\"a\"); }", "async Task Use(Resource a) { await Task.Yield(); Log.Add(\"use\"); }")]
    [InlineData("Resource Open() { Log.Add(\"+a\"); return new Resource(\"a\"); }", "void Use(StepOutcome<Resource> a) => Log.Add(\"use\");")]
    [InlineData("ValueTask<Plain> Open() { Log.Add(\"+a\"); return new(new Plain(\"a\")); }", "void Use(Plain a) => Log.Add(\"use\");")]
    public async Task A_result_is_disposed_when_its_last_reader_has_ended(string open, string use) => Assert.Equal("+a use -a end", await FlowRunner.LogOf($$"""
        {{Resource}}
        [Flow] public partial class F
        {
            [Step, Owned] private {{open}}
            [Step] private {{use}}
            [Step(nameof(Use))] private async Task Wait() { while (!Log.Text.Contains("-a")) { await Task.Yield(); } Log.Add("end"); }
        }
        """));

    [Fact]
    public async Task What_was_made_from_a_result_is_disposed_first() => Assert.Equal("+a +b use -b -a", await FlowRunner.LogOf($$"""
        {{Resource}}
        public sealed class Inner() : Resource("b");
        [Flow] public partial class F
        {
            [Step, Owned] private Resource Open() { Log.Add("+a"); return new Resource("a"); }
            [Step] private string Prepare([From(nameof(Open))] Resource a) => a.Name;
            [Step, Owned] private Inner Begin(string prepared) { Log.Add("+b"); return new Inner(); }
            [Step] private void Use([From(nameof(Begin))] Inner b) => Log.Add("use");
        }
        """));

    [Theory]
    [InlineData("Open", "")]
    [InlineData("Left", "+a -a")]
    [InlineData("Right", "+a -a")]
    [InlineData("Join", "+a -a")]
    public async Task A_result_is_disposed_once_whichever_step_fails(string failing, string expected)
    {
        foreach (string mode in (string[])["Cancel", "Continue"])
        {
            foreach (string how in (string[])["await Task.CompletedTask; throw new InvalidOperationException();", "await Task.Yield(); throw new InvalidOperationException();"])
            {
                Assert.Equal(expected, await FlowRunner.ResultOfCaller($$"""
                    {{Resource}}
                    [Flow(FailureMode = FailureMode.{{mode}})] public partial class F
                    {
                        private static async Task Fail(string step) { if (step == "{{failing}}") { {{how}} } }
                        [Step, Owned] private async Task<Resource> Open() { await Fail("Open"); Log.Add("+a"); return new Resource("a"); }
                        [Step] private async Task<int> Left(Resource a) { await Fail("Left"); return 1; }
                        [Step] private async Task<long> Right(Resource a) { await Fail("Right"); return 1; }
                        [Step] private async Task Join(int left, long right, Resource a) { await Fail("Join"); }
                    }
                    public static class Caller
                    {
                        public static async Task<string> RunAsync() { FlowReport report = await new F().RunAsync(); return report.Status == FlowStatus.Failed && report.Steps.Count == 4 ? Log.Text : "wrong"; }
                    }
                    """));
            }
        }
    }

    [Fact]
    public async Task A_result_is_disposed_when_the_caller_cancels() => Assert.Equal("+a -a", await FlowRunner.ResultOfCaller($$"""
        {{Resource}}
        [Flow] public partial class F
        {
            [Step, Owned] private async Task<Resource> Open([Input] CancellationTokenSource source) { await Task.Yield(); Log.Add("+a"); source.Cancel(); return new Resource("a"); }
            [Step] private void Use(Resource a) => Log.Add("use");
        }
        public static class Caller
        {
            public static async Task<string> RunAsync() { using CancellationTokenSource source = new(); FlowReport report = await new F().RunAsync(source, source.Token); return report.Status == FlowStatus.Canceled ? Log.Text : "wrong"; }
        }
        """));

    [Fact]
    public async Task The_results_of_a_lists_elements_are_disposed_the_last_first() => Assert.Equal("use -4 -2", await FlowRunner.ResultOfCaller($$"""
        {{Resource}}
        [Flow] public partial class F
        {
            [Step] private int[] Numbers() => [2, 3, 4];
            [Step, Owned] private Resource Open([Each(nameof(Numbers))] int number) => number % 2 == 1 ? throw new InvalidOperationException() : new Resource($"{number}");
            [Step] private void Use(IReadOnlyList<StepOutcome<Resource>> all) => Log.Add("use");
        }
        public static class Caller { public static async Task<string> RunAsync() { await new F().ExecuteAsync(); return Log.Text; } }
        """));

    [Fact]
    public async Task A_failed_element_that_reads_a_result_stops_the_others() => Assert.Equal("Failed Canceled -a", await FlowRunner.ResultOfCaller($$"""
        {{Resource}}
        [Flow] public partial class F
        {
            [Step, Owned] private Resource Open() => new("a");
            [Step] private int[] Numbers() => [1, 2];
            private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
            [Step] private async Task Use([Each(nameof(Numbers))] int number, Resource resource, CancellationToken ct)
            {
                if (number == 2) { _started.SetResult(); await Task.Delay(-1, ct); }
                await _started.Task;
                throw new InvalidOperationException();
            }
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                FlowReport report = await new F().RunAsync();
                return $"{string.Join(' ', report.Steps[2].NestedReport!.Steps.Select(static step => step.Status))} {Log.Text}";
            }
        }
        """));

    [Fact]
    public async Task A_failure_of_disposal_is_a_failure_of_the_run() => Assert.Equal("Failed stuck 2", await FlowRunner.ResultOfCaller("""
        public sealed class Stuck : IDisposable { public void Dispose() => throw new InvalidOperationException("stuck"); }
        [Flow] public partial class F
        {
            [Step, Owned] private Task<Stuck> Open() => Task.FromResult(new Stuck());
            [Step] private Task Use(Stuck stuck) => Task.CompletedTask;
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                FlowReport report = await new F().RunAsync();
                try { await new F().ExecuteAsync(); return "no exception"; }
                catch (InvalidOperationException exception) { return $"{report.Status} {exception.Message} {report.Steps.Count}"; }
            }
        }
        """));

    [Fact]
    public async Task Plans_and_reports_do_not_show_disposal() => Assert.Equal("2 2 0", await FlowRunner.ResultOfCaller($$"""
        {{Resource}}
        [Flow] public partial class F
        {
            [Step, Owned] private Resource Open() => new("a");
            [Step] private void Use(Resource a) { }
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                FlowReport report = await new F().RunAsync();
                return $"{F.Plan.Steps.Count} {report.Steps.Count} {F.Plan.Steps[1].Downstream.Count}{(F.Plan.ToMermaid() + F.Plan.ToDot() + F.Plan + report).Contains("disposal")}".Replace("False", "");
            }
        }
        """));

    [Fact]
    public async Task Many_runs_at_the_same_time_dispose_each_result_once() => Assert.Equal("500 1", await FlowRunner.ResultOfCaller($$"""
        {{Resource}}
        [Flow] public partial class F
        {
            [Step, Owned] private async Task<Resource> Open([Input] System.Collections.Concurrent.ConcurrentBag<Resource> all) { await Task.Yield(); Resource made = new("a"); all.Add(made); return made; }
            [Step] private async Task<int> Left(Resource a) { await Task.Yield(); return a.Disposed; }
            [Step] private Task<long> Right(Resource a) => Task.FromResult((long)a.Disposed);
            [Step, Output] private Task<long> Sum(int left, long right) => Task.FromResult(left + right);
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                F flow = new();
                System.Collections.Concurrent.ConcurrentBag<Resource> all = new();
                long[] seen = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => flow.ExecuteAsync(all).AsTask())));
                return $"{all.Count} {(seen.Sum() == 0 ? string.Join(',', all.Select(static made => made.Disposed).Distinct()) : "used after disposal")}";
            }
        }
        """));

    [Theory]
    [InlineData("[Step, Owned] int A() => 1;", "'F' cannot own the result of step 'A': its result 'int' is neither IAsyncDisposable nor IDisposable")]
    [InlineData("[Step, Owned] Task A() => Task.CompletedTask;", "'F' cannot own the result of step 'A': it has no result")]
    [InlineData("[Step, Owned, Output] System.IO.Stream A() => null!;", "'F' cannot own the result of step 'A': its result is the output, which the caller gets after the run has ended; let the caller dispose it")]
    public void Only_what_can_be_disposed_and_is_not_the_output_is_owned(string members, string message)
    {
        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile($$"""[Flow] public partial class F { {{members}} }"""));
        Diagnostic diagnostic = Assert.Single(GeneratorRunner.Analyze(compilation));
        Assert.Equal(("FLOW019", message), (diagnostic.Id, diagnostic.GetMessage(null)));
    }
}
