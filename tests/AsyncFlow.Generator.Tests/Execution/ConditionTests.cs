using System.Reflection;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Steps with <c>[When]</c>.</summary>
public sealed class ConditionTests
{
    [Fact]
    public async Task All_kinds_of_conditions_are_evaluated() => Assert.Equal("field property method inherited static constant", await FlowRunner.LogOf("""
        public class Base { protected bool Inherited() => true; }
        [Flow(MaxConcurrency = 1)] public partial class F : Base
        {
            private readonly bool _field = true;
            private bool Property => !_field;
            private bool Method() => _field;
            private static bool s_static = true;
            private const bool Constant = true;
            [Step, When(nameof(_field))] private async Task A() { await Task.Yield(); Log.Add("field"); }
            [Step(nameof(A)), When(nameof(Property), Is = false)] private void B() => Log.Add("property");
            [Step(nameof(B)), When(nameof(Method))] private void C() => Log.Add("method");
            [Step(nameof(C)), When(nameof(Method), Is = false)] private void Not() => Log.Add("not");
            [Step(nameof(Not)), When(nameof(Inherited))] private void D() => Log.Add("inherited");
            [Step(nameof(D)), When(nameof(s_static))] private void E() => Log.Add("static");
            [Step(nameof(E)), When(nameof(Constant))] private void G() => Log.Add("constant");
            [Step(nameof(G)), When(nameof(Property))] private Task H() => throw new InvalidOperationException();
        }
        """));

    [Theory]
    [InlineData(true, "kept changing")]
    [InlineData(false, "other")]
    public async Task Primary_constructor_parameters_can_be_conditions(bool value, string expected)
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow(MaxConcurrency = 1)] public partial class F(bool changing, bool kept)
            {
                private readonly bool _kept = kept;
                public void Change(bool value) => changing = value;
                [Step, When(nameof(kept))] private void A() => Log.Add("kept" + (_kept ? "" : "?"));
                [Step(nameof(A)), When(nameof(changing))] private void B() => Log.Add("changing");
                [Step(nameof(A)), When(nameof(changing), Is = false)] private void C() => Log.Add("other");
            }
            """);
        IFlow flow = (IFlow)Activator.CreateInstance(assembly.GetType("F")!, !value, value)!;
        flow.GetType().GetMethod("Change")!.Invoke(flow, [value]);
        await flow.ExecuteAsync();
        Assert.Equal(expected, FlowRunner.Text(assembly));
    }

    [Theory]
    [InlineData("=> true", "yes")]
    [InlineData("=> false", "no")]
    public async Task The_result_of_a_step_can_be_a_condition(string answer, string expected) => Assert.Equal(expected, await FlowRunner.LogOf($$"""
        [Flow] public partial class F
        {
            [Step] private bool Ask() {{answer}};
            [Step, When(nameof(Ask))] private async Task Yes() { await Task.Yield(); Log.Add("yes"); }
            [Step, When(nameof(Ask), Is = false)] private void No() => Log.Add("no");
        }
        """));

    [Fact]
    public async Task An_awaited_result_can_be_a_condition_in_a_static_flow()
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow] public static partial class F
            {
                [Step] private static async Task<bool> Ask(CancellationToken ct) { await Task.Yield(); return false; }
                [Step, When(nameof(Ask), Is = false)] private static int Make() => 7;
                [Step, Output] private static int? Show([From(nameof(Make))] int? made) => made;
            }
            """);
        Assert.Equal(7, await (ValueTask<int?>)assembly.GetType("F")!.GetMethod("ExecuteAsync", [typeof(CancellationToken)])!.Invoke(null, [CancellationToken.None])!);
    }

    [Theory]
    [InlineData(false, "null none none 5 -7 x∞ 1.50 B null 2")]
    [InlineData(true, "text 3 3 3 3 given 3 A 3 A")]
    public async Task Parameters_for_a_skipped_result_are_null_or_have_their_default_value(bool runs, string expected) => Assert.Equal(expected, await FlowRunner.OutputOf($$"""
        public enum E { A, B }
        [Flow] public partial class F
        {
            private static readonly bool s_runs = {{(runs ? "true" : "false")}};
            [Step, When(nameof(s_runs))] private string Text() => "text";
            [Step, When(nameof(s_runs))] private async Task<int> Number() { await Task.Yield(); return 3; }
            [Step, When(nameof(s_runs))] private E Enum() => E.A;
            [Step, When(nameof(s_runs))] private double Real() => 3;
            [Step, When(nameof(s_runs))] private (int, string) Pair() => (1, "given");
            [Step, Output] private string All(
                string? text,
                int? byType,
                [From(nameof(Number))] long? wide,
                [From(nameof(Number))] int five = 5,
                [From(nameof(Number))] long minus = -7,
                [From(nameof(Text))] string x = "x",
                [From(nameof(Real))] double endless = double.PositiveInfinity,
                [From(nameof(Number))] decimal money = 1.50m,
                E e = E.B,
                [From(nameof(Number))] object? boxed = null,
                (int, string) pair = default,
                [From(nameof(Enum))] E? enumOrNot = (E)2)
                => s_runs
                    ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text} {byType} {wide} {five} {minus} {pair.Item2} {money} {e} {boxed} {enumOrNot}")
                    : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text ?? "null"} {byType?.ToString() ?? "none"} {wide?.ToString() ?? "none"} {five} {minus} {x}{(double.IsPositiveInfinity(endless) ? "∞" : "?")} {money} {e} {boxed ?? "null"} {(int?)enumOrNot}");
        }
        """));

    [Fact]
    public async Task Parameters_without_nullable_annotations_are_null() => Assert.Equal("null 0", await FlowRunner.OutputOf("""
        #nullable disable
        [Flow] public partial class F
        {
            private bool Never => false;
            [Step, When(nameof(Never))] private string Text() => "text";
            [Step, When(nameof(Never))] private List<int> Numbers() => new();
            [Step, Output] private string All(string text, IEnumerable<int> numbers) => $"{text ?? "null"} {numbers?.Count() ?? 0}";
        }
        """));

    [Fact]
    public async Task A_nullable_output_of_a_skipped_step_is_null() => Assert.Null(await FlowRunner.OutputOf("""
        [Flow] public partial class F { private bool Never => false; [Step, When(nameof(Never)), Output] private Task<int?> A() => throw new InvalidOperationException(); }
        """));

    [Fact]
    public async Task A_skipped_generic_result_has_its_default_value()
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow] public partial class F<T>
            {
                private bool Never => false;
                [Step, When(nameof(Never))] private T Make() => throw new InvalidOperationException();
                [Step, Output] private string Show(T? made) => made?.ToString() ?? "nothing";
            }
            """);
        Assert.Equal("0", await FlowRunner.ResultOf((IFlow)Activator.CreateInstance(assembly.GetType("F`1")!.MakeGenericType(typeof(int)))!));
        Assert.Equal("nothing", await FlowRunner.ResultOf((IFlow)Activator.CreateInstance(assembly.GetType("F`1")!.MakeGenericType(typeof(string)))!));
    }

    [Fact]
    public async Task Steps_after_a_skipped_step_run()
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow] public partial class F
            {
                private readonly FlowLock _lock = new();
                private bool Never => false;
                [Step, When(nameof(Never)), WithLock(nameof(_lock))] private void Skipped() => Log.Add("skipped");
                [Step(nameof(Skipped))] private void After() => Log.Add("after");
            }
            """);
        FlowReport report = await FlowRunner.Create(assembly).RunAsync();
        Assert.Equal("after", FlowRunner.Text(assembly));
        Assert.Equal([StepStatus.Skipped, StepStatus.Succeeded], report.Steps.Select(static step => step.Status));
        Assert.Equal(["Never", null], report.Steps.Select(static step => step.Step.Condition));
    }

    [Fact]
    public async Task A_condition_that_throws_fails_its_step()
    {
        IFlow flow = FlowRunner.Create(FlowRunner.Load("[Flow] public partial class F { private bool Broken() => throw new NotSupportedException(); [Step, When(nameof(Broken))] private void A() { } }"));
        FlowReport report = await flow.RunAsync();
        Assert.Equal(StepStatus.Failed, Assert.Single(report.Steps).Status);
        Assert.IsType<NotSupportedException>(Assert.Single(report.Failures));
    }
}
