using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>Tests of the other rules with composed flows.</summary>
public class ComposedFlowTests
{
    private const string Head = "using static AsyncFlow.Compose;\n";

    [Fact]
    [Fires("FLOW004")]
    public Task A_parameter_that_no_earlier_step_produces() => Verify.Reports(
        Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode All => Series({|FLOW004:Take|}, Parallel(Make, {|FLOW004:Take|}), Take, Maybe, Many);
            private static int Make() => 1;
            private static void Take(int n) { }
            private static void Maybe(string? text = null) { }
            private static void Many(params string[] texts) { }
        }
        """,
        "Parameter 'n' of step 'Take' needs 'int', which no earlier step produces; if callers give it, mark it [Input] or take it in the constructor",
        "Parameter 'n' of step 'Take#2' needs 'int', which no earlier step produces; if callers give it, mark it [Input] or take it in the constructor");

    [Fact]
    [Fires("FLOW005")]
    public Task A_parameter_that_two_branches_produce() => Verify.Reports(
        Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode All => Series(Parallel(Make, Series(Make, Named("Other", Make))), {|FLOW005:Take|}, Make, Take);
            private static int Make() => 1;
            private static void Take(int n) { }
        }
        """,
        "Parameter 'n' of step 'Take' needs 'int', which several steps produce: 'Make', 'Other'; combine them in a step after the branches");

    [Fact]
    [Fires("FLOW004")]
    [Fires("FLOW015")]
    public Task Elements_without_a_list() => Verify.Reports(
        Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode All => Series(Texts, Each({|FLOW004:Take|}), Each({|FLOW006:Nothing|}), Each(Print, {|FLOW015:-1|}));
            private static string[] Texts() => [];
            private static void Take(int n, CancellationToken ct) { }
            private static void Nothing(CancellationToken ct) { }
            private static void Print(string text) { }
        }
        """,
        "Parameter 'n' of step 'Take' needs 'int' elements, but no earlier step produces a list of them",
        "'Nothing' cannot be a step of 'Sample': it runs once for each element, but has no parameter for the element",
        "MaxConcurrency of 'Print' cannot be -1; use 0 for no limit");

    [Fact]
    [Fires("FLOW017")]
    public Task A_flow_that_needs_a_lock_that_its_step_holds() => Verify.Reports(Head + """
        [Flow]
        public partial class Outer
        {
            internal static readonly FlowLock Lock = new();
            private readonly Inner _inner = new();
            [Composition] private FlowNode All => Series(WithLock(SubFlow(_inner), {|FLOW017:Lock|}));
        }
        [Flow]
        public partial class Inner
        {
            private static readonly FlowLock s_lock = Outer.Lock;
            [Step, WithLock(nameof(s_lock))] private void A() { }
        }
        """);

    [Fact]
    [Fires("FLOW006")]
    public Task Methods_that_cannot_be_steps() => Verify.Reports(
        Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode All => Series({|FLOW006:A|}, {|FLOW006:B|}, Named("c", {|FLOW006:C|}), Parts.P);
            private static async void A() => await Task.Yield();
            private static void B(in int n) { }
            private static Span<int> C() => default;
        }
        public static class Parts
        {
            [Composition] public static FlowNode P => Series({|FLOW006:D|});
            internal static ref int D() => throw null!;
        }
        """,
        "'A' cannot be a step of 'Sample': 'async void' cannot be awaited; return Task",
        "'B' cannot be a step of 'Sample': its parameter 'n' is passed by reference",
        "'c' cannot be a step of 'Sample': a result of type 'Span<int>' cannot be stored",
        "'D' cannot be a step of 'Parts': it returns a reference, which is not supported");

    [Fact]
    [Fires("FLOW006")]
    public Task Sub_compositions_with_inaccessible_members() => Verify.Reports(
        Head + """
        [Flow]
        public partial class Sample
        {
            private readonly Other _other = new(new Pass());
            [Composition] private FlowNode All => Series({|FLOW006:Parts.P|}, {|FLOW006:{|FLOW007:_other.Q|}|});
        }
        public static class Parts
        {
            [Composition] public static FlowNode P => Series(Hidden);
            private static void Hidden() { }
        }
        public class Other(Pass given)
        {
            private readonly FlowLock _lock = new();
            [Composition] public FlowNode Q => Series(WithLock(Run, _lock), given.Go);
            public void Run() { }
        }
        public class Pass { public void Go() { } }
        """,
        "'Hidden' cannot be a step of 'Sample': 'Sample' cannot access 'Parts.Hidden'; make it internal",
        "Step 'Run' cannot hold '_lock': 'Sample' cannot access 'Other._lock'; make it internal",
        "'Go' cannot be a step of 'Sample': 'Sample' cannot access 'given', a constructor parameter of 'Other'; store it in a field");

    // The compiler reports an error too, because no overload accepts the argument.
    [Fact]
    [Fires("FLOW007")]
    public Task A_member_that_is_not_a_lock() => Verify.Reports(
        Head + """
        [Flow]
        public partial class Sample
        {
            private readonly object _gate = new();
            [Composition] private FlowNode All => Series(WithLock(F, {|CS1503:{|FLOW007:_gate|}|}));
            private void F() => _gate.ToString();
        }
        """,
        "Step 'F' cannot hold '_gate': its type 'object' is not a lock; use FlowLock, FlowSemaphore, SemaphoreSlim or a class that implements IFlowLock",
        "Argument 2: cannot convert from 'object' to 'AsyncFlow.IFlowLock'");

    [Fact]
    [Fires("FLOW008")]
    public Task Duplicate_names() => Verify.Reports(
        Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode All => Series({|FLOW008#f+:F|}, {|FLOW008#g+:F|}, Named({|FLOW008#f:"F"|}, G), Named({|FLOW008#g:"F#2"|}, G), Named("H", G), F);
            private static void F() { }
            private static void G() { }
        }
        """,
        "'Sample' has several steps named 'F'; step names must be unique",
        "'Sample' has several steps named 'F#2'; step names must be unique");

    [Fact]
    [Fires("FLOW103")]
    public Task A_data_race_between_two_methods() => Verify.Reports(
        Head + """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _lock = new();
            private int _raced;
            private int _ordered;
            private int _locked;
            [Composition] private FlowNode All => Series(First, Parallel(WithLock(Left, _lock), WithLock(Right, _lock), Third), Last);
            private void First() => _ordered++;
            private void Left() => _locked++;
            private void Right() { _locked++; {|FLOW103:_raced|}++; }
            private void Third() { {|FLOW103+:_raced|}++; }
            private void Last() => _ordered++;
        }
        """);

    [Fact]
    [Silent("FLOW103")]
    public Task Methods_of_other_objects_do_not_race() => Verify.Silent(
        Head + """
        [Flow]
        public partial class Sample
        {
            private readonly Counter _one = new();
            private readonly Counter _two = new();
            private Sample? Other { get; set; }
            private int _n;
            [Composition] private FlowNode All => Parallel(_one.Count, _two.Count, Count, Other!.Count);
            private void Count() => _n++;
        }
        public class Counter { private int _n; public void Count() => _n++; }
        """);

    [Fact]
    [Fires("FLOW105")]
    public Task Waiting_for_a_lock_that_is_held() => Verify.Reports(Head + """
        [Flow]
        public partial class Sample
        {
            private readonly SemaphoreSlim _gate = new(1);
            [Composition] private FlowNode All => Series(WithLock(F, _gate));
            private async Task F() => {|FLOW105:await _gate.WaitAsync()|};
        }
        """);

    [Fact]
    [Fires("FLOW106")]
    public Task A_result_that_may_be_null() => Verify.Reports(Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode All => Series(Find, {|FLOW106:Use|}, UseAny);
            private static string? Find() => null;
            private static void Use(string text) { }
            private static void UseAny(string? text) { }
        }
        """);

    [Fact]
    [Silent("FLOW102")]
    [Silent("FLOW201")]
    [Silent("FLOW202")]
    public Task Advice_about_declarations_does_not_apply() => Verify.Silent(Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode All => Series(Make, Other, Take);
            private static int Make() => 1;
            private static long Other(int n) => n;
            private static void Take(int n) { }
        }
        """);

    [Fact]
    [Fires("FLOW203")]
    public Task A_semaphore_with_permits_for_all_steps() => Verify.Reports(Head + """
        [Flow]
        public partial class Sample
        {
            private readonly FlowSemaphore _net = new({|FLOW203:2|});
            [Composition] private FlowNode All => Parallel(WithLock(F, _net), WithLock(G, _net));
            private void F() { }
            private void G() { }
        }
        """);
}
