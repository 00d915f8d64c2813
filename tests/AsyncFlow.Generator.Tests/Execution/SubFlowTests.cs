using System.Reflection;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Fields and properties with <c>[Step]</c> that hold flows.</summary>
public sealed class SubFlowTests
{
    private const string Inner = """
        [Flow] public partial class Inner
        {
            [Step] private async Task<int> Load() { await Task.Yield(); Log.Add("load"); return 41; }
            [Step, Output] private int Add(int loaded) { Log.Add("add"); return loaded + 1; }
        }
        """;

    [Fact]
    public async Task The_output_of_a_sub_flow_is_the_result_of_its_step() => Assert.Equal("42", await FlowRunner.OutputOf($$"""
        {{Inner}}
        [Flow] public partial class F
        {
            [Step] private readonly Inner _inner = new();
            [Step, Output] private string Show(int inner) => $"{inner}";
        }
        """));

    [Theory]
    [InlineData("[Step] private readonly Flow<string> _built = Make();")]
    [InlineData("[Step] private static Flow<string>? Built => Make();")]
    public async Task The_output_of_a_flow_built_at_run_time_is_the_result_of_its_step(string member) => Assert.Equal("made", await FlowRunner.OutputOf($$"""
        [Flow] public partial class F
        {
            private static Flow<string> Make() { FlowBuilder b = new("built"); return b.Build(b.Step("make", ct => "made")); }
            {{member}}
            [Step, Output] private object Show(string built) => built;
        }
        """));

    [Theory]
    [InlineData("private readonly IFlow<int> _inner = new Inner();")]
    [InlineData("private IFlow<int>? Inner => new Inner();")]
    [InlineData("private readonly Wrapper _inner = new(new Inner());")]
    public async Task A_sub_flow_behind_IFlow_of_T_has_an_output(string member) => Assert.Equal("42", await FlowRunner.OutputOf($$"""
        {{Inner}}
        [Flow] public partial class F
        {
            [Step] {{member}}
            [Step, Output] private string Show(int inner) => $"{inner}";
        }
        {{Wrapper("IFlow<int>")}}
        """));

    [Fact]
    public async Task A_type_parameter_constrained_to_IFlow_of_T_has_an_output() => Assert.Equal("42", await FlowRunner.OutputOf($$"""
        {{Inner}}
        [Flow] public partial class Middle<T>(T inner) where T : IFlow<int>
        {
            [Step] private readonly T _inner = inner;
            [Step, Output] protected string Show(int inner) => $"{inner}";
        }
        public class F() : Middle<Inner>(new Inner());
        """));

    [Fact]
    public async Task A_type_with_several_outputs_runs_without_a_result() => Assert.Equal("plain", await FlowRunner.LogOf($$"""
        [Flow] public partial class F { [Step] private readonly Wrapper _both = new(null!); }
        {{Wrapper("IFlow<int>, IFlow<string>", """
            ValueTask IFlow.ExecuteAsync(FlowOptions? options, CancellationToken ct) { Log.Add("plain"); return default; }
            ValueTask<string> IFlow<string>.ExecuteAsync(CancellationToken ct) => throw new NotSupportedException();
            ValueTask<string> IFlow<string>.ExecuteAsync(FlowOptions? options, CancellationToken ct) => throw new NotSupportedException();
            ValueTask<FlowReport<string>> IFlow<string>.RunAsync(CancellationToken ct) => throw new NotSupportedException();
            ValueTask<FlowReport<string>> IFlow<string>.RunAsync(FlowOptions? options, CancellationToken ct) => throw new NotSupportedException();
            """)}}
        """));

    // A class that implements the interface explicitly.
    private static string Wrapper(string interfaces, string members = "ValueTask IFlow.ExecuteAsync(FlowOptions? options, CancellationToken ct) => throw new NotSupportedException();") => $$"""
        public class Wrapper(IFlow<int> flow) : {{interfaces}}
        {
            FlowPlan IFlow.Plan => flow.Plan;
            ValueTask IFlow.ExecuteAsync(CancellationToken ct) => throw new NotSupportedException();
            {{members}}
            ValueTask<FlowReport> IFlow.RunAsync(CancellationToken ct) => throw new NotSupportedException();
            ValueTask<FlowReport> IFlow.RunAsync(FlowOptions? options, CancellationToken ct) => throw new NotSupportedException();
            ValueTask<int> IFlow<int>.ExecuteAsync(CancellationToken ct) => throw new NotSupportedException();
            ValueTask<int> IFlow<int>.ExecuteAsync(FlowOptions? options, CancellationToken ct) => flow.ExecuteAsync(options, ct);
            ValueTask<FlowReport<int>> IFlow<int>.RunAsync(CancellationToken ct) => throw new NotSupportedException();
            ValueTask<FlowReport<int>> IFlow<int>.RunAsync(FlowOptions? options, CancellationToken ct) => throw new NotSupportedException();
        }
        """;

    [Fact]
    public async Task Steps_can_run_before_and_after_a_sub_flow() => Assert.Equal("before load add after", await FlowRunner.LogOf($$"""
        {{Inner}}
        [Flow] public partial class F
        {
            [Step] private void Before() => Log.Add("before");
            [Step(nameof(Before))] private Inner Main { get; } = new();
            [Step(nameof(Main))] private void After() => Log.Add("after");
        }
        """));

    [Theory]
    [InlineData("[Step, Output] private readonly Inner _inner = new();")]
    [InlineData("[Step, Output] private static readonly Inner s_inner = new();")]
    [InlineData("[Step, Output] protected virtual Inner Made => new();")]
    [InlineData("private readonly FlowLock _lock = new(); private bool Always => true; [Step, Output, WithLock(nameof(_lock))] private Inner? _inner = new();")]
    public async Task A_sub_flow_can_be_the_output(string member) => Assert.Equal(42, await FlowRunner.OutputOf($$"""
        {{Inner}}
        [Flow] public partial class F { {{member}} }
        """));

    [Fact]
    public async Task Flows_without_output_and_flows_behind_an_interface_run() => Assert.Equal("quiet load add hand-written", await FlowRunner.LogOf($$"""
        {{Inner}}
        [Flow] public partial class Quiet { [Step] private void Say() => Log.Add("quiet"); }
        [Flow] public partial class HandWritten { [Step] private void Say() => Log.Add("hand-written"); }
        [Flow] public partial class F
        {
            [Step] private readonly Quiet _quiet = new();
            [Step(nameof(_quiet))] private readonly IFlow _any = new Inner();
            [Step(nameof(_any))] private readonly Lazy _lazy = new(new HandWritten());
        }
        public readonly struct Lazy(IFlow flow) : IFlow
        {
            public FlowPlan Plan => flow.Plan;
            public ValueTask ExecuteAsync(CancellationToken ct = default) => flow.ExecuteAsync(ct);
            public ValueTask ExecuteAsync(FlowOptions? options, CancellationToken ct = default) => flow.ExecuteAsync(options, ct);
            public ValueTask<FlowReport> RunAsync(CancellationToken ct = default) => flow.RunAsync(ct);
            public ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken ct = default) => flow.RunAsync(options, ct);
        }
        """));

    [Fact]
    public async Task Outputs_pass_through_nested_flows()
    {
        Assembly assembly = FlowRunner.Load($$"""
            {{Inner}}
            [Flow] public partial class Middle<T> where T : Inner, new() { [Step, Output] protected T Main { get; } = new(); }
            public class Derived : Middle<Inner> { }
            [Flow] public partial class F
            {
                [Step] private readonly Derived _middle = new();
                [Step, Output] private int Twice([From(nameof(_middle))] int number) => number * 2;
            }
            """);
        IFlow flow = FlowRunner.Create(assembly);
        Assert.Equal(84, await FlowRunner.ResultOf(flow));

        FlowReport report = await flow.RunAsync();
        StepReport middle = report.Steps[0];
        Assert.Equal(["Load", "Add"], middle.NestedReport!.Steps[0].NestedReport!.Steps.Select(static step => step.Name));
    }

    [Fact]
    public void The_plan_contains_the_plans_of_sub_flows()
    {
        FlowPlan plan = FlowRunner.Create(FlowRunner.Load($$"""
            {{Inner}}
            [Flow] public partial class Middle { [Step] private readonly Inner _inner = new(); }
            [Flow] public partial class F
            {
                [Step] private readonly Middle _middle = new();
                [Step] private readonly IFlow _unknown = new Inner();
            }
            """)).Plan;
        Assert.Equal([StepKind.Flow, StepKind.Flow], plan.Steps.Select(static step => step.Kind));
        Assert.Equal(["Load", "Add"], plan.Steps[0].Flow!.Steps[0].Flow!.Steps.Select(static step => step.Name));
        Assert.Null(plan.Steps[1].Flow);
        Assert.Contains("Load", plan.ToMermaid(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_of_another_assembly_can_be_a_step()
    {
        using MemoryStream image = new();
        Assert.True(GeneratorRunner.GenerateClean("[Flow] public partial class Inner { [Step, Output] private int A() => 1; } [Flow] public partial class Quiet { [Step] private void A() { } }").Emit(image).Success);
        CSharpCompilation user = GeneratorRunner.Compile("""
            [Flow] public partial class F
            {
                [Step] private readonly Inner _inner = new();
                [Step] private readonly Quiet _quiet = new();
                [Step, Output] private string Show(int inner) => $"{inner}";
            }
            """);

        Compilation compilation = GeneratorRunner.Generate(user.AddReferences(MetadataReference.CreateFromImage(image.ToArray())));

        GeneratorRunner.AssertClean(compilation);
        Assert.Contains("static () => global::Inner.Plan", Assert.Single(GeneratorRunner.Generated(compilation)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_can_run_itself_under_a_condition() => Assert.Equal("3 2 1", await FlowRunner.LogOf("""
        [Flow] public partial class F(int depth)
        {
            public F() : this(3) { }
            private bool HasNext => depth > 1;
            [Step] private void Say() => Log.Add(depth);
            [Step(nameof(Say)), When(nameof(HasNext))] private F Next => new(depth - 1);
        }
        """));

    [Theory]
    [InlineData("Inner?")]
    [InlineData("IFlow?")]
    public async Task A_null_flow_fails_with_the_name_of_the_step(string type)
    {
        IFlow flow = FlowRunner.Create(FlowRunner.Load($$"""
            {{Inner}}
            [Flow] public partial class F { [Step] public {{type}} Missing { get; set; } }
            """));
        Assert.Contains("'Missing'", (await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync().AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_result_of_a_skipped_sub_flow_is_null() => Assert.Equal("none", await FlowRunner.OutputOf($$"""
        {{Inner}}
        [Flow] public partial class F
        {
            private bool Never => false;
            [Step, When(nameof(Never))] private Inner? Main { get; set; }
            [Step, Output] private string Show(int? main) => main?.ToString() ?? "none";
        }
        """));

    [Fact]
    public async Task A_failing_sub_flow_fails_its_step_and_cancels_the_flow()
    {
        IFlow flow = FlowRunner.Create(FlowRunner.Load("""
            [Flow] public partial class Inner { [Step] private Task Fail() => throw new NotSupportedException("inner"); }
            [Flow] public partial class F
            {
                [Step] private readonly Inner _inner = new();
                [Step] private Task Wait(CancellationToken ct) => Task.Delay(Timeout.Infinite, ct);
            }
            """));
        Assert.Equal("inner", (await Assert.ThrowsAsync<NotSupportedException>(() => flow.ExecuteAsync().AsTask())).Message);
    }

    [Fact]
    public async Task A_sub_flow_with_a_private_output_runs_without_a_result() => Assert.Equal("secret", await FlowRunner.LogOf("""
        [Flow] public partial class Inner { private sealed record Secret; [Step, Output] private Secret Make() { Log.Add("secret"); return new(); } }
        [Flow] public partial class F { [Step] private readonly Inner _inner = new(); }
        """));
}
