using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Flows with <c>[WithPolicy]</c> on the class.</summary>
public sealed class FlowPolicyTests
{
    // Runs a flow again as long as it fails with an IOException, three times at most, and logs what it does.
    private const string Retry = """
        public sealed class Retry(string name = "retry") : IStepPolicy
        {
            public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
            {
                for (int attempt = 1; ; attempt++)
                {
                    try
                    {
                        TResult result = await step(state, context.CancellationToken);
                        Log.Add($"{name}:{context.FlowName}:{attempt}:{(result is ValueTuple ? "" : result)}");
                        return result;
                    }
                    catch (System.IO.IOException) when (attempt < 3)
                    {
                    }
                }
            }
        }
        public static class Twice
        {
            private static int s_calls;
            public static T Fail<T>(T result) => ++s_calls < 3 ? throw new System.IO.IOException() : result;
        }
        """;

    private static Task<string> LogOf(string source, string call) => FlowRunner.ResultOfCaller($$"""
        {{source}}
        public static class Caller
        {
            public static async Task<string> RunAsync() { {{call}} return Log.Text; }
        }
        """ + Retry).ContinueWith(static task => (string)task.Result!, TaskScheduler.Default);

    [Theory]
    [InlineData("await new F().ExecuteAsync();")]
    [InlineData("await new F().ExecuteAsync(new FlowOptions());")]
    [InlineData("await ((IFlow)new F()).ExecuteAsync();")]
    [InlineData("FlowReport report = await new F().RunAsync(); Log.Add($\"{report.Status} {report.Attempts}\");", " Succeeded 3")]
    [InlineData("FlowReport report = await ((IFlow)new F()).RunAsync(new FlowOptions { MaxConcurrency = 1 }); Log.Add(report.Attempts);", " 3")]
    public async Task A_flow_runs_until_it_succeeds(string call, string more = "") => Assert.Equal($"start start start retry:F:3:{more}", await LogOf("""
        [Flow, WithPolicy(nameof(s_retry))] public partial class F
        {
            private static readonly Retry s_retry = new();
            [Step] private Task Start() { Log.Add("start"); return Task.CompletedTask; }
            [Step(nameof(Start))] private async Task A(CancellationToken ct) { await Task.Yield(); Twice.Fail(7); }
        }
        """, call));

    [Theory]
    [InlineData("Log.Add(await new F().ExecuteAsync());", " 7")]
    [InlineData("Log.Add(await new F().ExecuteAsync(new FlowOptions()));", " 7")]
    [InlineData("Log.Add((await new F().RunAsync()).Output);", " 7")]
    [InlineData("Log.Add(await ((IFlow<int>)new F()).ExecuteAsync());", " 7")]
    [InlineData("Log.Add((await ((IFlow<int>)new F()).RunAsync()).Attempts);", " 3")]
    [InlineData("await ((IFlow)new F()).ExecuteAsync();", "")]
    [InlineData("Log.Add((await ((IFlow)new F()).RunAsync()).Attempts);", " 3")]
    public async Task The_output_is_that_of_the_last_run(string call, string more) => Assert.Equal($"retry:F:3:7{more}", await LogOf("""
        [Flow, WithPolicy(nameof(Policy))] public partial class F
        {
            private Retry Policy { get; } = new();
            [Step, Output] private ValueTask<int> A() => new(Twice.Fail(7));
        }
        """, call));

    [Theory]
    [InlineData("Log.Add(await new F(new()).ExecuteAsync(5, \"x\"));")]
    [InlineData("Log.Add((await new F(new()).RunAsync(5, \"x\", new FlowOptions())).Output);")]
    [InlineData("Log.Add(await ((IFlow<(int Number, string Text), string>)new F(new())).ExecuteAsync((5, \"x\")));")]
    public async Task Each_run_has_the_inputs(string call) => Assert.Equal("inner:F:3:x5 outer:F:1:x5 x5", await LogOf("""
        [Flow, WithPolicy(nameof(_outer), nameof(inner))] public partial class F(Retry inner)
        {
            private readonly Retry _outer = new("outer");
            public F(int unused) : this(new Retry()) { }
            [Step] private int A([Input] int number) => Twice.Fail(number);
            [Step, Output] private string B(int a, [Input] string text) => text + a;
        }
        """, call.Replace("new F(new())", "new F(new Retry(\"inner\"))", StringComparison.Ordinal)));

    [Fact]
    public async Task A_static_flow_has_policies() => Assert.Equal("retry:F:3:7 7", await LogOf("""
        [Flow, WithPolicy(nameof(s_retry))] public static partial class F
        {
            private static readonly Retry s_retry = new();
            [Step, Output] private static int A() => Twice.Fail(7);
        }
        """, "Log.Add(await F.ExecuteAsync());"));

    [Fact]
    public async Task A_composition_has_policies() => Assert.Equal("retry:F:3:7 7", await LogOf("""
        using static AsyncFlow.Compose;
        [Flow, WithPolicy(nameof(s_retry))] public partial class F
        {
            private static readonly Retry s_retry = new();
            [Composition] private FlowNode All => Series(A, B);
            private void A() { }
            private Task<int> B() => Task.FromResult(Twice.Fail(7));
        }
        """, "Log.Add(await new F().ExecuteAsync());"));

    [Theory]
    [InlineData("private readonly Inner _inner = new();")]
    [InlineData("private readonly IFlow<int> _inner = new Inner();")]
    public async Task A_flow_as_a_step_has_its_policies_and_its_earlier_failures_are_its_own(string member) => Assert.Equal("retry:Inner:3:7 Succeeded 0 1 3 steps", await LogOf($$"""
        [Flow(FailureMode = FailureMode.Continue), WithPolicy(nameof(s_retry))] public partial class Inner
        {
            private static readonly Retry s_retry = new();
            private int _runs;
            [Step] private Task Beside() => ++_runs < 3 ? throw new InvalidOperationException() : Task.CompletedTask;
            [Step, Output] private Task<int> A() => Task.FromResult(Twice.Fail(7));
            [Step] private void C() { }
        }
        [Flow] public partial class F
        {
            [Step] {{member}}
        }
        """.Replace("[Step] private Task Beside()", "[Step(nameof(A))] private Task Never() => Task.CompletedTask; private Task Beside()", StringComparison.Ordinal), """
        FlowReport report = await new F().RunAsync();
        Log.Add($"{report.Status} {report.Failures.Count} {report.Attempts} {report.Steps[0].NestedReport!.Steps.Count} steps");
        """));

    [Fact]
    public async Task Failures_beside_the_thrown_one_are_those_of_the_last_run() => Assert.Equal("Failed 2 A B", await LogOf("""
        [Flow(FailureMode = FailureMode.Continue), WithPolicy(nameof(s_retry))] public partial class Inner
        {
            private static readonly Retry s_retry = new();
            [Step] private Task A() => throw new System.IO.IOException("A");
            [Step] private Task B() => throw new System.IO.IOException("B");
        }
        [Flow] public partial class F { [Step] private readonly Inner _inner = new(); }
        """, """
        FlowReport report = await new F().RunAsync();
        Log.Add($"{report.Status} {report.Failures.Count} {string.Join(' ', report.Failures.Select(static failure => failure.Message))}");
        """));

    [Fact]
    public async Task A_run_that_fails_in_the_end_throws_its_own_failure() => Assert.Equal("same x 3 in step 'A' of flow 'F'", await LogOf("""
        [Flow, WithPolicy(nameof(s_retry))] public partial class F
        {
            private static readonly Retry s_retry = new();
            public static Exception? Last;
            [Step, Output] private Task<int> A() { Last = new System.IO.IOException("x"); return Task.FromException<int>(Last); }
        }
        """, """
        try { await new F().ExecuteAsync(); }
        catch (Exception exception) { Log.Add(exception == F.Last ? "same" : "other"); }
        FlowReport<int> report = await new F().RunAsync();
        try { report.ThrowIfFailed(); }
        catch (Exception exception) when (exception == F.Last && report.Failures.Count == 1) { Log.Add($"{exception.Message} {report.Attempts} {exception.ToString().Split(Environment.NewLine)[1].Trim()}"); }
        """));

    [Fact]
    public async Task A_policy_that_refuses_the_flow_fails_the_call_without_a_run() => Assert.Equal("refused Failed 0 NotRun refused", await LogOf("""
        public sealed class Refuse : IStepPolicy
        {
            public ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context) =>
                throw new InvalidOperationException("refused");
        }
        [Flow, WithPolicy(nameof(_refuse))] public partial class F
        {
            private readonly Refuse _refuse = new();
            [Step, Output] private int A() => 1;
        }
        """, """
        try { await new F().ExecuteAsync(); } catch (InvalidOperationException exception) { Log.Add(exception.Message); }
        FlowReport<int> report = await new F().RunAsync();
        Log.Add($"{report.Status} {report.Attempts} {report.Steps[0].Status} {report.Failures[0].Message}");
        """));

    [Fact]
    public async Task A_policy_may_give_another_output() => Assert.Equal("9 Succeeded 9 Failed 1", await LogOf("""
        public sealed class Nine : IStepPolicy
        {
            public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
            {
                try { return await step(state, context.CancellationToken); } catch (System.IO.IOException) { return (TResult)(object)9; }
            }
        }
        [Flow, WithPolicy(nameof(_nine))] public partial class F
        {
            private readonly Nine _nine = new();
            [Step, Output] private int A() => throw new System.IO.IOException();
        }
        """, """
        Log.Add(await new F().ExecuteAsync());
        FlowReport<int> report = await new F().RunAsync();
        Log.Add($"{report.Status} {report.Output} {report.Steps[0].Status} {report.Failures.Count}");
        """));

    [Fact]
    public async Task A_missing_policy_fails_the_call() => Assert.Equal(
        "Flow 'F' needs policy '_missing', which is null. Assign one before the flow runs.",
        await LogOf("""
            [Flow, WithPolicy(nameof(_missing))] public partial class F
            {
                private readonly IStepPolicy _missing = null!;
                [Step] private void A() { }
            }
            """, "try { await new F().ExecuteAsync(); } catch (InvalidOperationException exception) { Log.Add(exception.Message); }"));

    [Theory]
    [InlineData("ExecuteAsync(source.Token); }", "canceled True")]
    [InlineData("RunAsync(source.Token) is var report ? report : null)!.ThrowIfFailed(); }", "canceled True")]
    public async Task The_callers_cancellation_has_the_callers_token(string call, string expected) => Assert.Equal(expected, await LogOf("""
        public sealed class OwnToken : IStepPolicy
        {
            public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
            {
                using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
                return await step(state, linked.Token);
            }
        }
        [Flow, WithPolicy(nameof(_own))] public partial class F(CancellationTokenSource source)
        {
            private readonly OwnToken _own = new();
            [Step] private Task A(CancellationToken ct) { source.Cancel(); return Task.Delay(-1, ct); }
        }
        """, $$"""
        using CancellationTokenSource source = new();
        try { {{(call.StartsWith("RunAsync", StringComparison.Ordinal) ? "(" : "")}}await new F(source).{{call}}
        catch (OperationCanceledException exception) { Log.Add($"canceled {exception.CancellationToken == source.Token}"); }
        """));

    [Fact]
    public async Task A_call_ends_after_all_runs_that_its_policy_has_started() => Assert.Equal("first ended", await LogOf("""
        public sealed class Impatient : IStepPolicy
        {
            public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
            {
                _ = step(state, context.CancellationToken).AsTask();
                await Task.Yield();
                Log.Add("first");
                F.Gate.SetResult();
                return default!;
            }
        }
        [Flow, WithPolicy(nameof(_impatient))] public partial class F
        {
            private readonly Impatient _impatient = new();
            public static readonly TaskCompletionSource Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
            [Step] private async Task A() { await Gate.Task; await Task.Delay(20); Log.Add("ended"); }
        }
        """, "await new F().ExecuteAsync();"));
}
