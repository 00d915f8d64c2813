using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Steps with <c>[WithPolicy]</c>.</summary>
public sealed class PolicyTests
{
    // Attempts a step again as long as it fails, three times at most, and logs what it does.
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
                        Log.Add($"{name}:{context.StepName}:{attempt}:{(result is ValueTuple ? "" : result)}");
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

        public readonly struct Custom<T>(Func<T> result) : System.Runtime.CompilerServices.INotifyCompletion
        {
            public Custom<T> GetAwaiter() => this;
            public bool IsCompleted => false;
            public T GetResult() => result();
            public void OnCompleted(Action continuation) => Task.Run(continuation);
        }

        public class Own { private readonly Task _task = Task.CompletedTask; public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => _task.GetAwaiter(); }
        """;

    private static Task<string> LogOf(string members, string flow = "[Flow] public partial class F") => FlowRunner.LogOf($$"""
        {{flow}}
        {
            private static readonly Retry s_retry = new();
            {{members}}
        }
        """ + Retry);

    [Theory]
    [InlineData("private int A() => Twice.Fail(7);", "7")]
    [InlineData("private void A() => Twice.Fail(7);", "")]
    [InlineData("private async Task A() { await Task.Yield(); Twice.Fail(7); }", "")]
    [InlineData("private Task A() => Twice.Fail(Task.CompletedTask);", "")]
    [InlineData("private async Task<int> A(CancellationToken ct) { await Task.Delay(1, ct); return Twice.Fail(7); }", "7")]
    [InlineData("private ValueTask A(StepContext context) => Twice.Fail(default(ValueTask));", "")]
    [InlineData("private async ValueTask<string?> A(string s = \"x\", CancellationToken ct = default) { await Task.Yield(); return Twice.Fail(s + ct.CanBeCanceled); }", "xFalse")]
    [InlineData("private Custom<int> A() => new(() => Twice.Fail(7));", "7")]
    [InlineData("private Own A() => Twice.Fail(new Own());", "")]
    [InlineData("private static (int, string?) A() => Twice.Fail((1, (string?)null));", "(1, )")]
    public async Task Any_method_is_attempted_until_it_succeeds(string method, string result) =>
        Assert.Equal($"retry:A:3:{result}", await LogOf($"[Step, WithPolicy(nameof(s_retry))] {method}"));

    [Fact]
    public async Task A_result_that_another_step_takes_is_that_of_the_last_attempt() => Assert.Equal("retry:A:3:7 B:7", await LogOf("""
        [Step, WithPolicy(nameof(s_retry))] private async Task<int> A() { await Task.Yield(); return Twice.Fail(7); }
        [Step] private void B(int a) => Log.Add("B:" + a);
        """));

    [Fact]
    public async Task The_first_policy_is_the_outermost() => Assert.Equal("inner:A:3: middle:A:1: outer:A:1:", await LogOf("""
        private readonly Retry _inner = new("inner");
        private Retry Middle { get; } = new("middle");
        public F() : this(new("outer")) { }
        [Step, WithPolicy(nameof(outer), nameof(Middle), nameof(_inner))] private void A() => Twice.Fail(7);
        """, "[Flow] public partial class F(Retry outer)"));

    [Fact]
    public async Task Elements_have_attempts_of_their_own() => Assert.Equal("A[0]:3 A[1]:1", await FlowRunner.LogOf("""
        [Flow] public partial class F
        {
            private readonly Retry _retry = new("r");
            private readonly FlowLocks<int> _keys = new();
            [Step] private int[] Numbers() => [1, 2];
            [Step] private string Text() => "x";
            [Step, WithPolicy(nameof(_retry)), WithLock(nameof(_keys), Key = nameof(KeyOf), PerAttempt = true)]
            private async ValueTask<string> A([Each(nameof(Numbers), MaxConcurrency = 1)] int number, string text, StepContext context, CancellationToken ct)
            {
                await Task.Yield();
                Twice.Fail(_keys.TryEnter(number, out _) ? throw new Exception("no lock") : number);
                return $"{text}{number}{context.StepName}";
            }
            private static int KeyOf(int number) => number;
            [Step] private void Show(IReadOnlyList<string> all) => Assert(all[0] == "x1A[0]" && all[1] == "x2A[1]" && _keys.Count == 0);
            private static void Assert(bool holds) { if (!holds) { throw new Exception("wrong"); } }
        }
        """ + Retry.Replace("Log.Add($\"{name}:{context.StepName}:{attempt}:{(result is ValueTuple ? \"\" : result)}\")", "Log.Add($\"{context.StepName}:{attempt}{(name == \"\" ? name : \"\")}\")", StringComparison.Ordinal)));

    [Theory]
    [InlineData("private readonly Inner _inner = new();")]
    [InlineData("private readonly IFlow<int> _inner = new Inner();")]
    [InlineData("private IFlow _inner { get; } = new Inner();", "")]
    public async Task A_flow_is_attempted_as_a_whole(string member, string result = "7") => Assert.Equal($"start start start retry:_inner:3:{result}", await FlowRunner.LogOf($$"""
        [Flow] public partial class Inner
        {
            [Step] private void Start() => Log.Add("start");
            [Step(nameof(Start)), Output] private int A() => Twice.Fail(7);
        }
        [Flow] public partial class F
        {
            private static readonly Retry s_retry = new();
            [Step, WithPolicy(nameof(s_retry))] {{member}}
        }
        """ + Retry));

    [Fact]
    public async Task A_composition_names_policies() => Assert.Equal("inner:B:3:7 outer:B:1:7", await FlowRunner.LogOf("""
        using static AsyncFlow.Compose;
        public class Policies { public Retry Outer { get; } = new("outer"); }
        [Flow] public partial class F
        {
            private readonly Policies _all = new();
            private static readonly Retry s_inner = new("inner");
            [Composition] private FlowNode All => Series(A, WithPolicy(WithPolicy(B, s_inner), _all.Outer));
            private void A() { }
            private async Task<int> B() { await Task.Yield(); return Twice.Fail(7); }
        }
        """ + Retry));

    [Theory]
    [InlineData("WithLocksPerAttempt(WithPolicy(WithLock(A, s_gate), s_between))", "free")]
    [InlineData("WithPolicy(WithLock(WithLocksPerAttempt(A), s_gate), s_between)", "free")]
    [InlineData("WithPolicy(WithLock(A, s_gate), s_between)", "held")]
    public async Task A_composition_says_whether_locks_are_taken_per_attempt(string step, string between) => Assert.Equal(between, await FlowRunner.LogOf($$"""
        using static AsyncFlow.Compose;
        [Flow] public partial class F
        {
            internal static readonly FlowLock s_gate = new();
            private static readonly Between s_between = new();
            [Composition] private static FlowNode All => Series({{step}});
            private static int A() => Twice.Fail(7);
        }
        public class Between : IStepPolicy
        {
            public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
            {
                try { return await step(state, context.CancellationToken); } catch (Exception) { }
                Log.Add(F.s_gate.TryEnter(out FlowLockLease lease) ? "free" : "held");
                lease.Dispose();
                try { return await step(state, context.CancellationToken); } catch (Exception) { }
                return await step(state, context.CancellationToken);
            }
        }
        """ + Retry));

    [Fact]
    public async Task A_static_flow_has_policies() => Assert.Equal("7", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            [Step, Output] private static async Task<string> A() => (await G.ExecuteAsync()).ToString();
        }
        [Flow] public static partial class G
        {
            private static readonly Retry s_retry = new();
            [Step, Output, WithPolicy(nameof(s_retry))] private static ValueTask<int> A() => new(Twice.Fail(7));
        }
        """ + Retry.Replace("Log.Add", "_ = new List<string>().Append", StringComparison.Ordinal)));

    [Fact]
    public async Task An_input_is_the_same_for_all_attempts() => Assert.Equal("retry:A:3:5 retry:B[0]:1:6", await FlowRunner.LogOf("""
        [Flow] public partial class F
        {
            private static readonly Retry s_retry = new();
            [Step] private async Task Main() => await new G().ExecuteAsync(5);
        }
        [Flow] public partial class G
        {
            private static readonly Retry s_retry = new();
            [Step, WithPolicy(nameof(s_retry))] private int A([Input] int number) => Twice.Fail(number);
            [Step] private int[] Ones(int a) => [1];
            [Step, WithPolicy(nameof(s_retry))] private int B([Each(nameof(Ones))] int one, [Input] int number) => one + number;
        }
        """ + Retry));
}
