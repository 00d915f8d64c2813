using System.Reflection;
using System.Text;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests;

/// <summary>Tests that compile and run generated code.</summary>
public sealed class ExecutionTests
{
    // The log of the flows in these tests.
    private const string Log = """
        public static class Log
        {
            private static readonly System.Text.StringBuilder s_text = new();
            public static void Add(string line) { lock (s_text) { s_text.Append(line).Append(' '); } }
            public static string Text { get { lock (s_text) { return s_text.ToString().Trim(); } } }
        }
        """;

    [Fact]
    public async Task Results_are_passed_to_parameters() => Assert.Equal("1 two 3 4", await Output("""
        [Flow] public partial class F
        {
            [Step] private int One() => 1;
            [Step] private async Task<string> Two() { await Task.Yield(); return "two"; }
            [Step] private ValueTask<long> Three() => new(3);
            [Step] private async ValueTask<char> Four(CancellationToken ct) { await Task.Delay(10, ct); return '4'; }
            [Step, Output] private string All(char four, int one, string two, long three) => $"{one} {two} {three} {four}";
        }
        """));

    [Fact]
    public async Task Steps_run_after_their_upstream_steps() => Assert.Equal("A B C", await Run("""
        [Flow] public partial class F
        {
            [Step(nameof(B))] private void C() => Log.Add("C");
            [Step(nameof(A))] private async Task B() { await Task.Delay(10); Log.Add("B"); }
            [Step] private void A() => Log.Add("A");
        }
        """));

    [Fact]
    public async Task Results_are_converted_to_parameter_types() => Assert.Equal("Animal:Dog 7 7 7 null optional:5", await Output("""
        public class Animal { } public class Dog : Animal { }
        [Flow] public partial class F
        {
            [Step] private Dog Make() => new();
            [Step] private string A(Animal animal) => "Animal:" + animal.GetType().Name;
            private string A(Dog dog) => "the wrong overload " + dog;
            [Step] private int Seven() => 7;
            [Step] private string? Null() => null;
            [Step, Output] private string All([From(nameof(A))] string a, [From(nameof(Seven))] object boxed, [From(nameof(Seven))] long wide, [From(nameof(Seven))] int? maybe, [From(nameof(Null))] string n, decimal optional = 5)
                => $"{a} {boxed} {wide} {maybe} {n ?? "null"} optional:{optional}";
        }
        """));

    [Fact]
    public async Task Custom_awaitables_are_awaited() => Assert.Equal("1 flowing", await Output("""
        public struct Quick { public Awaiter GetAwaiter() => new(); }
        public struct Awaiter : System.Runtime.CompilerServices.ICriticalNotifyCompletion
        {
            public bool IsCompleted => false;
            public int GetResult() => 1;
            public void OnCompleted(Action continuation) => throw new NotSupportedException();
            public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(_ => continuation(), null);
        }
        public class Plain { public PlainAwaiter GetAwaiter() => new(); }
        public class PlainAwaiter : System.Runtime.CompilerServices.INotifyCompletion
        {
            public bool IsCompleted => false;
            public string GetResult() => "flowing";
            public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(_ => continuation());
        }
        [Flow] public partial class F
        {
            [Step] private Quick A() => default;
            [Step] private Plain B() => new();
            [Step, Output] private object C(int a, string b) => $"{a} {b}";
        }
        """));

    [Fact]
    public async Task A_null_task_fails_with_the_name_of_the_step()
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => Output("[Flow] public partial class F { [Step, Output] private Task<int> Broken() => null!; }"));
        Assert.Contains("Broken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inherited_steps_run_and_overrides_replace_them() => Assert.Equal("static derived-Load base-Show", await Run("""
        public abstract class Shared
        {
            [Step] protected virtual int Load() { Log.Add("base-Load"); return 1; }
            [Step(nameof(Load))] protected void Show() => Log.Add("base-Show");
            [Step] public static void Init() => Log.Add("static");
        }
        [Flow] public partial class F : Shared
        {
            [Step(nameof(Init))] protected override int Load() { Log.Add("derived-Load"); return 2; }
        }
        """));

    [Fact]
    public async Task A_flow_with_an_output_runs_through_its_interface_also_if_its_base_is_a_flow_without_one()
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow] public partial class Base { [Step] protected void A() => Log.Add("A"); }
            [Flow] public partial class F : Base { [Step(nameof(A)), Output] private int B() { Log.Add("B"); return 1; } }
            """);
        IFlow flow = FlowRunner.Create(assembly);
        await flow.ExecuteAsync();
        await flow.ExecuteAsync(new FlowOptions());
        FlowReport[] reports = [await flow.RunAsync(), await flow.RunAsync(new FlowOptions())];
        Assert.Equal("A B A B A B A B", FlowRunner.Text(assembly));
        Assert.All(reports, static report => Assert.Equal("F", report.FlowName));
    }

    [Fact]
    public async Task A_derived_flow_also_runs_the_inherited_steps()
    {
        Assembly assembly = GeneratorRunner.Load(Log, """
            [Flow] public partial class Base { [Step] protected void A() => Log.Add("A"); }
            [Flow] public partial class F : Base { [Step(nameof(A))] private void B() => Log.Add("B"); }
            """);
        await ((IFlow)Create(assembly, "F")).ExecuteAsync();
        await ((IFlow)Create(assembly, "Base")).ExecuteAsync();
        Assert.Equal("A B A", Text(assembly));
        Assert.Equal(["A", "B"], ((IFlow)Create(assembly, "F")).Plan.Steps.Select(static step => step.Name));
    }

    [Fact]
    public async Task Locks_in_primary_constructor_parameters_are_held()
    {
        Assembly assembly = GeneratorRunner.Load("""
            [Flow] public partial class F(SemaphoreSlim gate, SemaphoreSlim kept, SemaphoreSlim shared) : Base(shared)
            {
                private readonly SemaphoreSlim _kept = kept;
                public F() : this(new(1), new(1), new(1)) { }
                [Step, WithLock(nameof(gate), nameof(kept), nameof(shared)), Output]
                private string Count() => $"{GateLock.CurrentCount}{_kept.CurrentCount}{Shared.CurrentCount}";
            }
            public class Base(SemaphoreSlim shared) { protected SemaphoreSlim Shared { get; } = shared; }
            """);
        Assert.Equal("000", await ResultOf(Create(assembly, "F")));
    }

    [Fact]
    public async Task A_null_lock_fails_with_the_name_of_the_lock()
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => Output("[Flow] public partial class F { private readonly FlowLock? _gone; [Step, WithLock(nameof(_gone)), Output] private int A() => _gone is null ? 1 : 2; }"));
        Assert.Contains("_gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_generic_flow_runs()
    {
        Assembly assembly = GeneratorRunner.Load("[Flow] public partial class F<T> where T : new() { [Step] T Make() => new(); [Step, Output] string Show(T made) => made!.ToString()!; }");
        Assert.Equal("0", await ResultOf(Activator.CreateInstance(assembly.GetType("F`1")!.MakeGenericType(typeof(int)))!));
    }

    [Fact]
    public async Task A_static_flow_runs()
    {
        Assembly assembly = GeneratorRunner.Load("[Flow] public static partial class F { [Step] static int A() => 20; [Step, Output] static int B(int a) => a + 1; }");
        Assert.Equal(21, await (ValueTask<int>)assembly.GetType("F")!.GetMethod("ExecuteAsync", [typeof(CancellationToken)])!.Invoke(null, [CancellationToken.None])!);
    }

    [Fact]
    public void The_plan_contains_settings_edges_and_locks()
    {
        Assembly assembly = GeneratorRunner.Load("""
            [Flow(MaxConcurrency = 3, FailureMode = FailureMode.Continue, SingleThreaded = true)] public partial class F
            {
                private readonly FlowLock _l = new();
                [Step] private int A() => 1;
                [Step(nameof(A)), WithLock(nameof(_l))] private Task B(int a) => Task.CompletedTask;
                [Step(nameof(A), nameof(B))] private void C() { }
            }
            """);
        FlowPlan plan = ((IFlow)Create(assembly, "F")).Plan;
        Assert.Equal((3, FailureMode.Continue, true), (plan.MaxConcurrency, plan.FailureMode, plan.SingleThreaded));
        Assert.Equal(
            ["A False  ", "B True A _l", "C False A,B "],
            plan.Steps.Select(static step => $"{step.Name} {step.IsAsync} {string.Join(',', step.Upstream.Select(static upstream => upstream.Name))} {string.Join(',', step.Locks)}"));
    }

    [Fact]
    public async Task Steps_of_several_files_are_ordered_by_path()
    {
        // The runner names the files by their position.
        Assembly assembly = GeneratorRunner.Load("[Flow] public partial class F { [Step] void B() { } }", "partial class F { [Step] void A() { } }", "partial class F { [Step] void C() { } }");
        FlowPlan plan = ((IFlow)Create(assembly, "F")).Plan;
        Assert.Equal(["B", "A", "C"], plan.Steps.Select(static step => step.Name));
        await ((IFlow)Create(assembly, "F")).ExecuteAsync();
    }

    [Fact]
    public async Task A_flow_with_an_output_runs_through_its_interface()
    {
        IFlow flow = (IFlow)Create(GeneratorRunner.Load("[Flow] public partial class F { [Step, Output] private int A() => 1; }"), "F");
        await flow.ExecuteAsync();
        await flow.ExecuteAsync(new FlowOptions());
        Assert.Equal(FlowStatus.Succeeded, (await flow.RunAsync()).Status);
        Assert.Equal(1, Assert.IsType<FlowReport<int>>(await flow.RunAsync(null)).Output);
    }

    [Theory]
    [InlineData("[Step, Output] private string A() => \"a\";")]
    [InlineData("[Step] private void Before() { } [Step(nameof(Before)), Output] private async Task<string> A() { await Task.Yield(); return \"a\"; }")]
    public async Task A_flow_with_an_output_implements_IFlow_of_T(string steps)
    {
        IFlow<string> flow = (IFlow<string>)Create(GeneratorRunner.Load($"[Flow] public partial class F {{ {steps} }}"), "F");

        Assert.Equal("a", await flow.ExecuteAsync());
        Assert.Equal("a", await flow.ExecuteAsync(new FlowOptions()));
        Assert.Equal("a", (await flow.RunAsync()).Output);
        Assert.Equal("a", (await flow.RunAsync(new FlowOptions())).Output);
    }

    [Theory]
    [InlineData("internal sealed record Part;")]
    [InlineData("private sealed record Part;")]
    public async Task The_interface_provides_an_output_that_is_not_public(string part)
    {
        Assembly assembly = GeneratorRunner.Load($$"""
            [Flow] public partial class F
            {
                {{part}}
                [Step, Output] private Part A() => new();
                public static async Task<object> Run(IFlow flow) => await Run((IFlow<Part>)flow) ?? "";
                private static async Task<object?> Run(IFlow<Part> flow)
                {
                    Part first = await flow.ExecuteAsync();
                    return first == await flow.ExecuteAsync(null) && first == (await flow.RunAsync()).Output && first == (await flow.RunAsync(null)).Output ? first : null;
                }
            }
            """);
        object flow = Create(assembly, "F");
        object given = await (Task<object>)flow.GetType().GetMethod("Run", [typeof(IFlow)])!.Invoke(null, [flow])!;
        Assert.Equal("Part { }", given.ToString());
    }

    [Fact]
    public async Task A_dynamic_output_is_an_object_in_the_interface()
    {
        IFlow<object> flow = (IFlow<object>)Create(GeneratorRunner.Load("[Flow] public partial class F { [Step, Output] private dynamic A() => 7; }"), "F");
        Assert.Equal(7, await flow.ExecuteAsync());
    }

    [Fact]
    public void Flows_without_output_and_static_flows_do_not_implement_IFlow_of_T()
    {
        Assembly assembly = GeneratorRunner.Load("[Flow] public partial class F { [Step] private int A() => 1; } [Flow] public static partial class G { [Step, Output] private static int A() => 1; }");
        Assert.Equal([typeof(IFlow)], assembly.GetType("F")!.GetInterfaces());
        Assert.Empty(assembly.GetType("G")!.GetInterfaces());
    }

    [Fact]
    public async Task An_invalid_flow_throws_with_the_ids_of_its_errors()
    {
        Assembly assembly = GeneratorRunner.Load(GeneratorRunner.Generate(GeneratorRunner.Compile("[Flow] public partial class F { [Step(nameof(A))] void A() { } [Step] void B(int n) { } }")));
        IFlow flow = (IFlow)Create(assembly, "F");
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync().AsTask());
        Assert.Contains("FLOW004, FLOW002", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => flow.Plan);
    }

    [Fact]
    public async Task A_flow_of_1000_steps_compiles_and_runs()
    {
        StringBuilder source = new("[Flow] public partial class F {\n[Step] private int S0() => 0;\n");
        for (int i = 1; i < 1000; i++)
        {
            string upstream = $"[From(nameof(S{i - 1}))] int a, [From(nameof(S{i / 2}))] int b";
            source.Append((i % 3) switch
            {
                0 => $"[Step] private int S{i}({upstream}) => a + 1;\n",
                1 => $"[Step] private Task<int> S{i}({upstream}) => Task.FromResult(a + 1);\n",
                _ => $"[Step] private async ValueTask<int> S{i}({upstream}) {{ await Task.Yield(); return a + 1; }}\n",
            });
        }

        source.Append("[Step, Output] private int Last([From(nameof(S999))] int a) => a;\n}");
        Assembly assembly = GeneratorRunner.Load(GeneratorRunner.Generate(GeneratorRunner.Compile(source.ToString())));
        Assert.Equal(999, await ResultOf(Create(assembly, "F")));
    }

    private static async Task<object?> Output(string source) => await ResultOf(Create(GeneratorRunner.Load(source), "F"));

    private static async Task<string> Run(string source)
    {
        Assembly assembly = GeneratorRunner.Load(Log, source);
        await ((IFlow)Create(assembly, "F")).ExecuteAsync();
        return Text(assembly);
    }

    private static string Text(Assembly assembly) => (string)assembly.GetType("Log")!.GetProperty("Text")!.GetValue(null)!;

    private static object Create(Assembly assembly, string type) => Activator.CreateInstance(assembly.GetType(type)!)!;

    private static async Task<object?> ResultOf(object flow)
    {
        object pending = flow.GetType().GetMethod("ExecuteAsync", [typeof(CancellationToken)])!.Invoke(flow, [CancellationToken.None])!;
        Task task = (Task)pending.GetType().GetMethod("AsTask")!.Invoke(pending, null)!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task);
    }
}
