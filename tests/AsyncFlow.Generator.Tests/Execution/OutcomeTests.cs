using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Parameters of type <c>StepOutcome&lt;T&gt;</c>.</summary>
public sealed class OutcomeTests
{
    // A step that succeeds or fails, at once or later, on the caller or a worker.
    private const string Load = """
        public enum How { Succeeds, Fails, FailsLater, SucceedsLater }
        public static class Work
        {
            public static Task<int> Do(How how) => how switch
            {
                How.Succeeds => Task.FromResult(1),
                How.Fails => throw new InvalidOperationException("no"),
                How.FailsLater => Later(fails: true),
                _ => Later(fails: false),
            };

            private static async Task<int> Later(bool fails) { await Task.Yield(); return fails ? throw new InvalidOperationException("no") : 1; }
        }
        """;

    [Theory]
    [InlineData("Succeeds", "1 Succeeded ")]
    [InlineData("SucceedsLater", "1 Succeeded ")]
    [InlineData("Fails", "0 Failed no")]
    [InlineData("FailsLater", "0 Failed no")]
    public async Task A_step_takes_the_outcome_of_another(string how, string expected) => Assert.Equal(expected, await FlowRunner.ResultOfCaller($$"""
        {{Load}}
        [Flow] public partial class F
        {
            [Step] private Task<int> Load([Input] How how) => Work.Do(how);
            [Step, Output] private Task<string> Show(StepOutcome<int> load) => Task.FromResult($"{load.Value} {load.Status} {load.Exception?.Message}");
        }
        public static class Caller { public static async Task<string> RunAsync() => await new F().ExecuteAsync(How.{{how}}); }
        """));

    [Theory]
    [InlineData("Cancel")]
    [InlineData("Continue")]
    public async Task Who_is_left_out_because_of_a_failure_does_not_handle_it(string mode) =>
        Assert.Equal("Failed 1 | Load Failed False | Next NotRun False | Show NotRun False", await FlowRunner.ResultOfCaller($$"""
        {{Load}}
        [Flow(FailureMode = FailureMode.{{mode}})] public partial class F
        {
            [Step] private Task<int> Load() => Work.Do(How.FailsLater);
            [Step] private Task<string> Next(int load) => Task.FromResult("");
            [Step] private void Show(StepOutcome<int> load, string next) { }
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                FlowReport report = await new F().RunAsync();
                return $"{report.Status} {report.Failures.Count} | {string.Join(" | ", report.Steps.Select(step => $"{step.Name} {step.Status} {step.IsHandled}"))}";
            }
        }
        """));

    [Theory]
    [InlineData("Cancel")]
    [InlineData("Continue")]
    public async Task Who_takes_the_outcome_of_a_failed_step_handles_the_failure(string mode) =>
        Assert.Equal("Succeeded 0 | Load Failed True  | Other Succeeded False  | Show Succeeded False ", await FlowRunner.ResultOfCaller($$"""
        {{Load}}
        [Flow(FailureMode = FailureMode.{{mode}})] public partial class F
        {
            [Step] private Task<int> Load() => Work.Do(How.FailsLater);
            [Step] private async Task Other(CancellationToken ct) { for (int i = 0; i < 20; i++) { await Task.Yield(); ct.ThrowIfCancellationRequested(); } }
            [Step] private void Show(StepOutcome<int> load) { }
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                FlowReport report = await new F().RunAsync();
                return $"{report.Status} {report.Failures.Count} | {string.Join(" | ", report.Steps.Select(step => $"{step.Name} {step.Status} {step.IsHandled} {step.Reason}"))}";
            }
        }
        """));

    [Fact]
    public async Task A_failure_through_steps_whose_outcome_is_taken_is_handled_and_explained() =>
        Assert.Equal("NotRun no 'Load' did not succeed", await FlowRunner.ResultOfCaller($$"""
        {{Load}}
        [Flow] public partial class F
        {
            [Step] private Task<int> Load() => Work.Do(How.FailsLater);
            [Step] private string Render(int load) => $"{load}";
            [Step, Output] private string Show(StepOutcome<string> render) => $"{render.Status} {render.Exception?.Message}";
        }
        public static class Caller
        {
            public static async Task<string> RunAsync() { FlowReport<string> report = await new F().RunAsync(); return $"{report.Output} {report.Steps[1].Reason}"; }
        }
        """));

    [Theory]
    [InlineData("[Step] private void Save(int load) { } [Step] private void Show(StepOutcome<string> render) { }", "Failed", "a step that no outcome covers is left out")]
    [InlineData("[Step] private void Save(int load) { } [Step] private void Show(StepOutcome<int> load) { }", "Succeeded", "the outcome is taken directly")]
    [InlineData("[Step, Output] private long Give(int load) => load; [Step] private void Show(StepOutcome<int> load) { }", "Failed", "the output needs the result")]
    [InlineData("[Step(nameof(Load))] private void Show(StepOutcome<int> load) { }", "Failed", "the step also waits for success")]
    public async Task A_failure_is_handled_only_if_nothing_is_left_out_unseen(string steps, string status, string why) => Assert.True((string?)await FlowRunner.ResultOfCaller($$"""
        {{Load}}
        [Flow] public partial class F
        {
            [Step] private Task<int> Load() => Work.Do(How.FailsLater);
            [Step] private string Render(int load) => $"{load}";
            [Step] private void Print(StepOutcome<string> render) { }
            {{steps}}
        }
        public static class Caller { public static async Task<string> RunAsync() => $"{(await new F().RunAsync()).Status}"; }
        """) == status, why);

    [Theory]
    [InlineData("true", "1 Succeeded")]
    [InlineData("false", "0 Skipped")]
    public async Task A_skipped_step_has_an_outcome(string condition, string expected) => Assert.Equal(expected, await FlowRunner.OutputOf($$"""
        [Flow] public partial class F
        {
            private bool Maybe => {{condition}};
            [Step, When(nameof(Maybe))] private int Load() => 1;
            [Step, Output] private string Show(StepOutcome<int> load) => $"{load.Value} {load.Status}";
        }
        """));

    [Theory]
    [InlineData("")]
    [InlineData(", MaxConcurrency = 2")]
    public async Task One_failed_element_of_five_leaves_four_results(string limit) => Assert.Equal("10 20 Failed: three 40 50 Succeeded Failed True", await FlowRunner.ResultOfCaller($$"""
        [Flow] public partial class F
        {
            [Step] private int[] Numbers() => [1, 2, 3, 4, 5];
            [Step] private async Task<int> Multiply([Each(nameof(Numbers){{limit}})] int number) { await Task.Yield(); return number == 3 ? throw new InvalidOperationException("three") : number * 10; }
            [Step, Output] private string Sum(IReadOnlyList<StepOutcome<int>> results) => string.Join(' ', results);
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                FlowReport<string> report = await new F().RunAsync();
                return $"{report.Output} {report.Status} {report.Steps[1].Status} {report.Steps[1].IsHandled}";
            }
        }
        """));

    [Fact]
    public async Task A_step_takes_the_result_and_the_outcome_of_one_step() => Assert.Equal("1 Succeeded", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step] private Task<int> Load() => Task.FromResult(1);
            [Step, Output] private Task<string> Show(int load, [From(nameof(Load))] StepOutcome<int> outcome) => Task.FromResult($"{load} {outcome.Status}");
        }
        public static class Caller { public static async Task<string> RunAsync() => await new F().ExecuteAsync(); }
        """));

    [Fact]
    public async Task Several_failed_elements_are_all_handled() => Assert.Equal("1 Succeeded 0 2", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step] private int[] Numbers() => [1, 2, 3];
            [Step] private int Check([Each(nameof(Numbers))] int number) => number > 1 ? throw new InvalidOperationException() : number;
            [Step, Output] private int Count([From(nameof(Check))] IReadOnlyList<StepOutcome<int>> results) => results.Count(static result => result.IsSuccess);
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                FlowReport<int> report = await new F().RunAsync();
                return $"{report.Output} {report.Status} {report.Failures.Count} {report.Steps[1].NestedReport!.Failures.Count}";
            }
        }
        """));

    [Fact]
    public async Task The_failure_of_the_list_itself_is_not_handled() => Assert.Equal("Failed NotRun no", await FlowRunner.ResultOfCaller("""
        [Flow(FailureMode = FailureMode.Continue)] public partial class F
        {
            [Step] private int[] Numbers() => throw new InvalidOperationException("no");
            [Step] private int Check([Each(nameof(Numbers))] int number) => number;
            [Step] private void Count(IReadOnlyList<StepOutcome<int>> results) { }
        }
        public static class Caller
        {
            public static async Task<string> RunAsync() { FlowReport report = await new F().RunAsync(); return $"{report.Status} {report.Steps[2].Status} {report.Failures[0].Message}"; }
        }
        """));

    [Fact]
    public async Task Nothing_runs_after_the_callers_cancellation() => Assert.Equal("Canceled NotRun the caller cancelled the run", await FlowRunner.ResultOfCaller("""
        [Flow] public partial class F
        {
            [Step] private async Task<int> Load([Input] CancellationTokenSource source, CancellationToken ct) { await Task.Yield(); source.Cancel(); ct.ThrowIfCancellationRequested(); return 1; }
            [Step] private void Show(StepOutcome<int> load) { }
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                using CancellationTokenSource source = new();
                FlowReport report = await new F().RunAsync(source, source.Token);
                return $"{report.Status} {report.Steps[1].Status} {report.Steps[1].Reason}";
            }
        }
        """));

    [Fact]
    public async Task A_run_after_one_with_a_handled_failure_starts_afresh() => Assert.Equal("Failed Succeeded Failed Succeeded", await FlowRunner.ResultOfCaller($$"""
        {{Load}}
        [Flow] public partial class F
        {
            [Step] private Task<int> Load([Input] How how) => Work.Do(how);
            [Step] private Task<string> Render(int load) => Task.FromResult("");
            [Step, Output] private StepStatus Show(StepOutcome<int> load, StepOutcome<string> render) => load.Status;
        }
        public static class Caller
        {
            public static async Task<string> RunAsync()
            {
                F flow = new();
                List<StepStatus> all = new();
                foreach (How how in new[] { How.Fails, How.Succeeds, How.FailsLater, How.SucceedsLater }) { all.Add(await flow.ExecuteAsync(how)); }
                return string.Join(' ', all);
            }
        }
        """));

    [Fact]
    public async Task A_composition_takes_outcomes() => Assert.Equal("Failed", await FlowRunner.OutputOf("""
        using static AsyncFlow.Compose;
        [Flow] public partial class F
        {
            private async Task<int> Load() { await Task.Yield(); throw new InvalidOperationException(); }
            private string Show(StepOutcome<int> load) => $"{load.Status}";
            [Composition] private FlowNode All => Series(Load, Show);
        }
        """));

    [Theory]
    [InlineData("[Step] long A() => 1; [Step] void B(StepOutcome<int> a) { }", "Parameter 'a' of step 'B' needs 'StepOutcome<int>', which no step produces; if callers give it, mark it [Input] or take it in the constructor")]
    [InlineData("[Step] int A() => 1; [Step] void B([From(nameof(A))] StepOutcome<string> a) { }", "Parameter 'a' of step 'B' needs 'StepOutcome<string>', but 'A' produces 'int'")]
    public void An_outcome_has_the_type_of_the_result(string members, string message)
    {
        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile($$"""[Flow] public partial class F { {{members}} }"""));
        Assert.Equal(("FLOW004", message), (Assert.Single(GeneratorRunner.Analyze(compilation)).Id, GeneratorRunner.Analyze(compilation)[0].GetMessage(null)));
    }
}
