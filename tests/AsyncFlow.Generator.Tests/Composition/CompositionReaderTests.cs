namespace AsyncFlow.Generator.Tests.Composition;

/// <summary>Tests of the forms of a composition, and the plans that they define.</summary>
public sealed class CompositionReaderTests
{
    private const string Functions = """
        namespace Tools
        {
            public static class Files
            {
                public static void F() { } public static Task G() => Task.CompletedTask; public static int N() => 1;
                public static void O() { } public static void O(int n) { } public static List<T> All<T>() => []; public static void Use<T>(List<T> all) { }
            }
        }
        """;

    public static TheoryData<string, string> Expressions => new()
    {
        { "Compose.Series(Files.F, Files.G)", "F, G<F" },
        { "AsyncFlow.Compose.Series(Tools.Files.F, global::Tools.Files.G)", "F, G<F" },
        { "C.Series(T.F, (T.G))", "F, G<F" },
        { "(FlowNode)C.Series((Delegate)T.F, new Action(T.F), (Func<Task>)T.G)", "F, F#2<F, G<F#2" },
        { "C.Series(T.F, C.Parallel(T.F, T.F), T.F)", "F, F#2<F, F#3<F, F#4<F#2+F#3" },
        { "C.Parallel(T.F, C.Series(T.G, T.G))", "F, G, G#2<G" },
        { "C.Parallel(C.Series(T.F))", "F" },
        { "C.Named(\"x\", T.F)", "x" },
        { "C.Series(C.Named(step: T.F, name: \"a \" + nameof(Files)), T.F)", "a Files, F<a Files" },
        { "C.WithLock(T.F, _lock)", "F with _lock" },
        { "C.WithLock(step: T.F, gate: Locks.Gate)", "F with Gate" },
        { "C.WithLock(C.WithLock(T.F, Locks.Shared, _lock), Locks.Gate)", "F with Shared,_lock,Gate" },
        { "C.WithLock(C.Named(\"x\", C.WithLock(T.F, _lock)), given, _lock)", "x with _lock,given" },
        { "C.Named(\"x\", C.Named(\"y\", C.WithLock(T.F, locks: _locks.Inner)))", "x with Inner" },
        { "C.Series(T.N, (Action<int>)T.O)", "N, O<N" },
        { "C.Series(T.All<string>, T.Use<string>)", "All, Use<All" },
        { "C.Series(Own, this.Own, Virtual, base.Inherited, _locks.Lock, given.ToString)", "Own, Own#2<Own, Virtual<Own#2, Inherited<Virtual, Lock<Inherited, ToString<Lock" },
    };

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Expressions_define_the_plan(string expression, string plan) => Assert.Equal(plan, Plan($"[Composition] private FlowNode All => {expression};"));

    [Theory]
    [InlineData("[Composition] private FlowNode All => C.Series(T.F, T.G);")]
    [InlineData("[Composition] private FlowNode All { get => C.Series(T.F, T.G); }")]
    [InlineData("[Composition] private FlowNode All { get { return C.Series(T.F, T.G); } }")]
    [InlineData("[Composition] private FlowNode All { get; } = C.Series(T.F, T.G);")]
    [InlineData("[Composition] private readonly FlowNode _all = C.Series(T.F, T.G);")]
    [InlineData("[Composition] private static readonly FlowNode s_all = C.Series(T.F, T.G), s_null = C.Series(s_all);")]
    [InlineData("[Composition] private FlowNode All() => C.Series(T.F, T.G);")]
    [InlineData("[Composition] private FlowNode All() { return C.Series(T.F, T.G); }")]
    [InlineData("private partial FlowNode All(); [Composition] private partial FlowNode All() => C.Series(T.F, T.G);")]
    [InlineData("[Composition] private FlowNode All => Last; [Composition] private static FlowNode Last => C.Series(First(), T.G); [Composition] private static FlowNode First() => C.Series(T.F);")]
    [InlineData("[Composition] private FlowNode All => C.Series(_locks.Part, T.G);")]
    public void Members_of_all_forms_define_the_plan(string member) => Assert.Equal("F, G<F", Plan(member));

    private static string Plan(string member)
    {
        string source = $$"""
            using Tools; using C = AsyncFlow.Compose; using T = Tools.Files;
            public class Base { protected virtual void Virtual() { } protected void Inherited() { } }
            [Flow] public partial class Sample(FlowSemaphore given) : Base
            {
                private readonly FlowLock _lock = new();
                private readonly Locks _locks = new();
                private void Own() { }
                public FlowSemaphore Given => given;
                {{member}}
            }
            public class Locks
            {
                public static SemaphoreSlim Gate { get; } = new(1); public static readonly FlowLock Shared = new();
                public IFlowLock Inner { get; } = new FlowLock();
                public void Lock() { }
                [Composition] public FlowNode Part => C.Series(T.F);
            }
            """;
        Model.FlowModel flow = ComposedModels.Of(source, Functions)["Sample"];
        return string.Join(", ", flow.Steps.Select(step => step.Name
            + (step.Upstream.Count == 0 ? "" : "<" + string.Join('+', step.Upstream.Select(upstream => flow.Steps[upstream].Name)))
            + (step.Locks.Count == 0 ? "" : " with " + string.Join(',', step.Locks.Select(static held => held.Name)))));
    }
}
