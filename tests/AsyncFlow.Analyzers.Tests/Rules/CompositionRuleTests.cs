using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW011: the unreadable parts of a composition, and FLOW012.</summary>
public class CompositionRuleTests
{
    private const string Head = "using static AsyncFlow.Compose;\n";

    // A flow with an expression. F returns nothing, N a number, S a string. O and P have overloads, and G is generic.
    private static string Flow(string expression) => Head + $$"""
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _lock = new();
            public readonly FlowNode _node = null!;
            public Action _action = null!;
            private Worker? Worker => null;
            [Composition] private FlowNode Part => Series(F, F);
            private static FlowNode Bare => Series(F, F);
            private static FlowNode Make(int n) => Series(F, F);
            private static FlowNode Plain() => Series(F, F);
            [Composition] private FlowNode Whole => Series(Part, {{expression}});

            private static void F() { }
            private static int N() => 1;
            private static int[] List() => [];
            private static void P1(int n) { }
            private static IFlow Get() => null!;
            private IFlow Inner => null!;
            private static string S(int n) => "";
            private static void O() { }
            private static Task O(int n) => Task.CompletedTask;
            private static void P(long n) { }
            private static void P(short n) { }
            private static void G<T>(T value) { }
        }

        public class Worker { public void Run() { } public Worker Next() => this; }
        public static class Extensions { public static void Extend(this Worker worker) { } }
        """;

    private static string Says(string part, string reason) => $"'{part}' cannot be read at compile time: {reason}";

    public static TheoryData<string, string, string> Unreadable => new()
    {
        { "{|FLOW011:() => { }|}", "() => { }", "lambdas are not supported; name a method, or build the flow with Flow.Create" },
        { "{|FLOW011:delegate () { }|}", "delegate () { }", "lambdas are not supported; name a method, or build the flow with Flow.Create" },
        { "{|FLOW011:_action is { } ? _action : F|}", "_action is { } ? _action : F", "its value is known only at run time; build the flow with Flow.Create" },
        { "{|FLOW011:_action ?? F|}", "_action ?? F", "its value is known only at run time; build the flow with Flow.Create" },
        { "{|FLOW011:_action|}", "_action", "its value is known only at run time; name a method, or build the flow with Flow.Create" },
        { "{|FLOW011:_node|}", "_node", "it has no [Composition]; add the attribute to '_node'" },
        { "{|FLOW011:Bare|}", "Bare", "it has no [Composition]; add the attribute to 'Bare'" },
        { "{|FLOW011:Plain()|}", "Plain()", "it has no [Composition]; add the attribute to 'Plain'" },
        { "{|FLOW011:Make(1)|}", "Make(1)", "the result of 'Make' is known only at run time; use Series and Parallel here, or build the flow with Flow.Create" },
        { "{|FLOW011:_action = F|}", "_action = F", "its value is known only at run time; build the flow with Flow.Create" },
        { "{|FLOW011:null|}!", "null", "name a method, or build the flow with Flow.Create" },
        { "{|FLOW011:Series()|}", "Series()", "it has no items; add an item or remove the call" },
        { "Series(F, {|FLOW011:Parallel()|})", "Parallel()", "it has no items; add an item or remove the call" },
        { "Parallel({|FLOW011:[F, F]|})", "[F, F]", "it is a collection; pass its items as separate arguments" },
        { "Parallel(items: {|FLOW011:new Delegate[] { F }|})", "new Delegate[] { F }", "it is a collection; pass its items as separate arguments" },
        { "Parallel([F, {|FLOW011:.. new Delegate[2]|}])", ".. new Delegate[2]", "its contents are known only at run time; build the flow with Flow.Create" },
        { "{|FLOW011:Worker!.Extend|}", "Worker!.Extend", "extension methods are not supported; write a method that calls 'Extend'" },
        { "{|FLOW011:new Worker()|}.Run", "new Worker()", "the object that has the method must be a field, a property or a primary-constructor parameter" },
        { "{|FLOW011:Worker!.Next()|}.Run", "Worker!.Next()", "the object that has the method must be a field, a property or a primary-constructor parameter" },
        { "WithLock(F, {|FLOW011:new FlowLock()|})", "new FlowLock()", "each run would get its own lock; store the lock in a field" },
        { "WithLock(F, {|FLOW011:[_lock]|})", "[_lock]", "it is a collection; pass the locks as separate arguments" },
        { "WithLock(F, {|FLOW011:_action is null ? _lock : _lock|})", "_action is null ? _lock : _lock", "a lock must be a field, a property or a primary-constructor parameter, so that all runs share it" },
        { "{|FLOW011:WithLock(F)|}", "WithLock(F)", "it has no lock; add a lock after the step, or remove WithLock" },
        { "WithLock({|FLOW011:Series(F, F)|}, _lock)", "Series(F, F)", "only a single step can hold a lock; add the lock to each step" },
        { "WithLock({|FLOW011:Part|}, _lock)", "Part", "only a single step can hold a lock; add the lock to each step" },
        { "Named(\"a\", {|FLOW011:Part|})", "Part", "only a single step can be named; name each step" },
        { "Each({|FLOW011:Part|})", "Part", "only a single step can run for each element; write one step or a separate flow" },
        { "List, Each({|FLOW011:Each(P1)|})", "Each(P1)", "it already runs once for each element; remove one Each" },
        { "List, Each(P1, {|FLOW011:Environment.ProcessorCount|})", "Environment.ProcessorCount", "maxConcurrency must be a constant" },
        { "List, Each(P1, buffer: {|FLOW011:Environment.ProcessorCount|})", "Environment.ProcessorCount", "buffer must be a constant" },
        { "WithLocksPerAttempt({|FLOW011:SubFlow(Inner)|})", "SubFlow(Inner)", "a step that runs a flow holds its locks across all attempts; remove WithLocksPerAttempt" },
        { "WithLocksPerAttempt({|FLOW011:Series(F, F)|})", "Series(F, F)", "only a single step has attempts; write WithLocksPerAttempt for each step" },
        { "SubFlow({|FLOW011:Get()|})", "Get()", "the flow to run must be a field, a property or a primary-constructor parameter" },
        { "Each({|FLOW011:SubFlow(Inner)|})", "SubFlow(Inner)", "a flow cannot run for each element; run it in a method that takes the element" },
        { "Named({|FLOW011:\" \"|}, F)", "\" \"", "a step name cannot be empty or white space" },
        { "Named({|FLOW011:Environment.NewLine|}, F)", "Environment.NewLine", "a step name must be a constant" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public Task Reports_the_unreadable_part_and_the_reason(string expression, string part, string reason) =>
        Verify.Reports(Flow(expression), Says(part, reason));

    [Fact]
    [Fires("FLOW011")]
    public Task A_lambda() => Verify.Reports(Flow("{|FLOW011:() => { }|}"));

    // The compiler also reports an ambiguous name. The rule adds which overload fits and how to choose it.
    [Fact]
    [Fires("FLOW011")]
    public Task Ambiguous_overloads() => Verify.Reports(
        Flow("Series(N, {|CS1503:{|FLOW011:O|}|}), Series({|CS1503:{|FLOW011:P|}|})"),
        Says("O", "it has several overloads: 'O()', 'O(int)'; choose one with a cast to its delegate type"),
        Says("P", "it has several overloads: 'P(long)', 'P(short)'; none of them fits the results of the earlier items"),
        "Argument 2: cannot convert from 'method group' to 'System.Delegate'",
        "Argument 1: cannot convert from 'method group' to 'System.Delegate'");

    [Fact]
    [Fires("FLOW011")]
    public Task The_only_matching_overload_is_suggested() => Verify.Reports(
        Flow("Series({|CS1503:{|FLOW011:O|}|})"),
        Says("O", "it has several overloads: 'O()', 'O(int)'; to use 'O()', add the cast (Action)"),
        "Argument 1: cannot convert from 'method group' to 'System.Delegate'");

    [Fact]
    [Silent("FLOW011")]
    public Task Explicit_overloads_and_type_arguments() => Verify.Silent(Flow("Series(N, (Func<int, Task>)O, (Action)O, new Action(O), G<int>, (Action<int>)G)"));

    [Fact]
    public Task A_generic_method_without_type_arguments() => Verify.Reports(
        Flow("{|CS1503:{|FLOW011:G|}|}"),
        Says("G", "it is generic; specify its type arguments, for example G<int>"),
        "Argument 2: cannot convert from 'method group' to 'System.Delegate'");

    [Fact]
    public Task Statements() => Verify.Reports(
        Head + """
        [Flow]
        public partial class Sample
        {
            [Composition]
            private static FlowNode Steps()
            {
                {|FLOW011:var all = new List<Delegate>();|}
                for (int i = 0; i < 3; i++) { all.Add(F); }
                return Series(all.ToArray());
            }
            private static void F() { }
        }
        """,
        Says("var all = new List<Delegate>();", "a composition must be a single expression; use Series and Parallel, or build the flow with Flow.Create"));

    [Fact]
    public Task A_local_function() => Verify.Reports(
        Head + """
        [Flow]
        public partial class Sample
        {
            [Composition]
            private static FlowNode Steps
            {
                get
                {
                    return Series({|FLOW011:Local|});
                    static void Local() { }
                }
            }
        }
        """,
        Says("Local", "generated code cannot call a local function; make it a method of the class"));

    [Fact]
    public Task The_base_implementation_of_a_virtual_method() => Verify.Reports(
        Head + """
        public class Base { protected virtual void F() { } protected void G() { } }
        [Flow]
        public partial class Sample : Base
        {
            [Composition] private FlowNode Steps => Series({|FLOW011:base.F|}, base.G, this.F);
            protected override void F() { }
        }
        """,
        Says("base.F", "generated code cannot call the base implementation of a virtual method; write a method that calls it"));

    [Fact]
    public Task Members_that_cannot_be_compositions() => Verify.Reports(
        Head + """
        public static class Parts
        {
            [Composition] public static {|FLOW011:Delegate|} A => Series(F);
            [Composition] public static FlowNode B{|FLOW011:(int n)|} => Series(F);
            [Composition] public static FlowNode C{|FLOW011:<T>|}() => Series(F);
            [Composition] public static FlowNode D = {|FLOW011:null|}!;
            [Composition] public static FlowNode G { get; set; } = Series(F);
            private static void F() { }
        }
        """,
        Says("A", "its type is 'Delegate'; a composition must be a FlowNode"),
        Says("B", "it has parameters, whose values are known only at run time; build the flow with Flow.Create"),
        Says("C", "it is generic; write a separate composition for each type"),
        Says("null", "name a method, or build the flow with Flow.Create"));

    [Fact]
    [Fires("FLOW011")]
    public Task Several_top_level_compositions() => Verify.Reports(
        Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode {|FLOW011+:A|} => Series(F);
            [Composition] private static FlowNode {|FLOW011:B|} => Series(F);
            private static void F() { }
        }
        """,
        Says("B", "'Sample' has several top-level compositions ('A', 'B'), but only one can be the flow; use the others in it, or move them to another class"));

    [Fact]
    [Fires("FLOW011")]
    public Task A_composition_that_contains_itself() => Verify.Reports(
        Head + """
        [Flow]
        public static partial class Sample
        {
            [Composition] private static FlowNode A => Series(F, Others.B);
            private static void F() { }
        }
        public static class Others
        {
            [Composition] public static FlowNode B => Series({|FLOW011:C|}());
            [Composition] public static FlowNode C() => Series(D);
            [Composition] public static readonly FlowNode D = Series(B);
        }
        """,
        Says("C", "it contains itself: B → C → D → B"));

    [Fact]
    [Silent("FLOW011")]
    public Task All_kinds_of_sub_compositions() => Verify.Silent(
        Head + """
        [Flow]
        public partial class Sample(Shared given) : Base
        {
            private readonly Shared _field = new();
            [Composition] private FlowNode All { get { return Series(Own(), _field.OfObject, Inherited, given.OfObject, Shared.OfClass, AsyncFlow.Compose.Parallel(((F)), this.G)); } }
            [Composition] private FlowNode Own() => Series(F, F);
            private void F() { }
            private void G() => _ = given;
        }
        public class Shared
        {
            [Composition] public FlowNode OfObject => Series(Run);
            [Composition] public static readonly FlowNode OfClass = Series(Go);
            internal static void Go() { }
            public void Run() { }
        }
        public class Base
        {
            [Composition] protected FlowNode Inherited => Series(B);
            protected void B() { }
        }
        """);

    [Fact]
    public Task Sub_compositions_that_cannot_be_used() => Verify.Reports(
        Head + """
        [Flow]
        public partial class Sample : Generic<int>
        {
            [Composition] private FlowNode All => Series(Call(), {|FLOW011:G|}, {|FLOW011:Virtual|}, {|FLOW011:Call|});
            private void F() { }
            [Composition] private FlowNode Call() => Series(F);
        }
        public class Generic<T> : Other
        {
            [Composition] protected FlowNode G => Series(Do);
            private void Do() { }
        }
        public class Other
        {
            [Composition] protected virtual FlowNode Virtual => Series(Do);
            private void Do() { }
        }
        """,
        Says("G", "it is in a generic class, which is not supported; move it to a class that is not generic"),
        Says("Virtual", "it is virtual, so its expression is known only at run time; use a member that is not virtual"),
        Says("Call", "it is a composition; call it: Call()"));

    [Fact]
    [Fires("FLOW012")]
    public Task A_composition_and_steps() => Verify.Reports(
        Head + """
        [Flow]
        public partial class Sample
        {
            [Composition] private FlowNode {|FLOW012:All|} => Series(F);
            private void F() { }
            [Step] private void {|FLOW012+:G|}() { }
        }
        """,
        "'Sample' has both the composition 'All' and [Step] members: 'G'; move them into the composition or remove it");

    [Fact]
    [Fires("FLOW012")]
    public Task A_composition_and_inherited_steps() => Verify.Reports(
        Head + """
        public class Base { [Step] protected void {|FLOW012+:G|}() { } }
        [Flow]
        public partial class Sample : Base
        {
            [Composition] private FlowNode {|FLOW012:All|} => Series(F, G);
            private void F() { }
        }
        """);

    [Fact]
    [Silent("FLOW012")]
    public Task Composition_and_steps_in_separate_flows() => Verify.Silent(
        Head + """
        [Flow]
        public partial class Composed
        {
            [Composition] private FlowNode All => Series(Steps.F);
        }
        [Flow]
        public partial class Steps
        {
            [Step] public static void F() { }
        }
        """);
}
