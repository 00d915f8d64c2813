using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW006, FLOW017 and other rules for flows as steps.</summary>
public class SubFlowRuleTests
{
    [Fact]
    [Fires("FLOW006")]
    public Task Members_without_a_flow() => Verify.Reports(
        """
        public class NoFlow { }

        public class Shared
        {
            [Step] protected {|FLOW006:string|} Text => "";
        }

        [Flow]
        public partial class Sample : Shared
        {
            [Step] private readonly {|FLOW006:NoFlow|} _a = new();
            [Step] public {|FLOW006:NoFlow|} B { set { } }
            [Step] public {|FLOW006:IFlow|} C { set { } }
            [Step] public {|FLOW006:IFlow|} this[int x] => null!;
            [field: Step] public IFlow {|FLOW006:D|} { get; } = null!;
        }
        """,
        "'Text' cannot be a step of 'Shared': its type 'string' is not a flow; put [Step] on a method that uses it",
        "'_a' cannot be a step of 'Sample': its type 'NoFlow' is not a flow; add [Flow] to the class or implement IFlow",
        "'B' cannot be a step of 'Sample': it cannot be read",
        "'C' cannot be a step of 'Sample': it cannot be read",
        "'this[]' cannot be a step of 'Sample': it is an indexer",
        "'D' cannot be a step of 'Sample': it is the backing field of 'D'; put [Step] on the property");

    [Fact]
    [Silent("FLOW006")]
    [Silent("FLOW202")]
    public Task Members_that_hold_flows() => Verify.Silent("""
        [Flow] public partial class Inner { [Step, Output] private int A() => 1; }
        public class Derived : Inner { }

        public class Shared { [Step] protected Inner Common { get; } = new(); }

        [Flow]
        public partial class Sample<T>(T given) : Shared where T : class, IFlow
        {
            [Step] private readonly Inner _a = new();
            [Step(nameof(_a))] private static readonly Derived s_b = new();
            [Step] protected virtual IFlow C => _a;
            [Step] private T D { get; } = given;
            [Step] private void Use([From(nameof(_a))] int a) { }
        }
        """);

    [Fact]
    [Fires("FLOW101")]
    public Task A_sub_flow_that_no_flow_can_use() => Verify.Reports(
        """
        [Flow] public partial class Inner { [Step] private void A() { } }
        public sealed class Sample { [{|FLOW101:Step|}] public Inner A { get; } = new(); }
        """,
        "No flow can use the step 'A': add [Flow] to 'Sample'");

    [Fact]
    [Fires("FLOW017")]
    public Task A_lock_that_the_step_holds_and_its_flow_needs() => Verify.Reports(
        """
        public abstract class Locks
        {
            protected static readonly FlowLock s_net = new();
            protected static readonly FlowLock s_disk = new();
        }

        [Flow]
        public partial class Inner : Locks
        {
            [Step, WithLock(nameof(s_disk), nameof(s_net))] private void Save() { }
        }

        [Flow] public partial class Middle { [Step] private readonly Inner _inner = new(); }

        [Flow]
        public partial class Sample : Locks
        {
            [Step, WithLock({|FLOW017:nameof(s_net)|})] private readonly Inner _inner = new();
            [Step, WithLock({|FLOW017:nameof(Disk)|})] private Middle Main { get; } = new();
            private static FlowLock Disk => s_disk;
        }
        """,
        "Step '_inner' cannot run 'Inner': it holds 's_net', and step 'Inner.Save' would wait for that lock forever; hold it in only one of them",
        "Step 'Main' cannot run 'Middle': it holds 'Disk', and step 'Inner.Save' would wait for that lock forever; hold it in only one of them");

    [Fact]
    [Fires("FLOW017")]
    public Task A_lock_that_is_passed_to_the_inner_flow() => Verify.Reports("""
        [Flow]
        public partial class Inner(FlowLock gate, SemaphoreSlim other)
        {
            private readonly FlowLock _gate = gate;
            [Step, WithLock(nameof(_gate), nameof(other))] private void Save() { }
        }

        [Flow] public partial class Middle(FlowLock first) { [Step] private readonly Inner _inner = new(other: new(1), gate: first); }

        [Flow]
        public partial class Sample(FlowLock mine)
        {
            private static readonly SemaphoreSlim s_slot = new(initialCount: 1);
            [Step, WithLock({|FLOW017:nameof(mine)|})] private readonly Inner _inner = new(mine, new(1));
            [Step, WithLock({|FLOW017:nameof(s_slot)|})] private Inner Other { get; } = new Inner(new(), s_slot);
            [Step, WithLock({|FLOW017:nameof(mine)|})] private readonly Middle _middle = new(mine);
        }
        """);

    [Fact]
    [Fires("FLOW017")]
    [Silent("FLOW017")]
    public Task Semaphores_with_one_permit_only() => Verify.Reports("""
        public abstract class Locks
        {
            protected static readonly FlowSemaphore s_one = new(1);
            protected static readonly FlowSemaphore s_two = new(2);
            protected static readonly IFlowLock s_three = new FlowSemaphore(3);
            protected static readonly SemaphoreSlim s_four = new(4);
        }

        [Flow]
        public partial class Inner(SemaphoreSlim given) : Locks
        {
            [Step, WithLock(nameof(s_one), nameof(s_two), nameof(s_three), nameof(s_four), nameof(given))] private void Save() { }
        }

        [Flow]
        public partial class Sample(SemaphoreSlim mine) : Locks
        {
            [Step, WithLock({|FLOW017:nameof(s_one)|})] private readonly Inner _one = new(new(1));
            [Step, WithLock(nameof(s_two), nameof(s_three), nameof(s_four), nameof(mine))] private readonly Inner _more = new(mine);
        }
        """);

    [Fact]
    [Silent("FLOW017")]
    public Task Locks_that_may_be_different() => Verify.Silent("""
        public abstract class Locks { protected static readonly FlowLock s_net = new(); protected readonly FlowLock _own = new(); }

        [Flow]
        public partial class Inner(FlowLock gate) : Locks
        {
            [Step, WithLock(nameof(gate), nameof(_own))] private void Save() { }
        }

        [Flow]
        public partial class Sample(FlowLock mine, FlowLock theirs) : Locks
        {
            [Step, WithLock(nameof(mine))] private readonly Inner _inner = new(theirs);
            [Step, WithLock(nameof(s_net), nameof(_own))] private readonly Inner _other = new(mine);
            [Step, WithLock(nameof(mine))] private Inner Changing { get; set; } = new(mine);
            [Step, WithLock(nameof(mine))] private IFlow Unknown { get; } = new Inner(mine);
            [Step] private readonly Inner _unlocked = new(mine);
        }
        """);

    [Fact]
    [Fires("FLOW017")]
    public Task A_flow_that_always_runs_itself() => Verify.Reports(
        """
        [Flow] public partial class Sample { [Step] private {|FLOW017:Sample|} Self => this; }
        [Flow] public partial class One { [Step] private readonly {|FLOW017:Two|} _two = new(); }
        [Flow] public partial class Two { [Step] private {|FLOW017:One|} Back { get; } = new(); }
        """,
        "Step 'Self' cannot run 'Sample': 'Sample' would run itself endlessly; add [When] to a step on the path",
        "Step '_two' cannot run 'Two': 'One' would run itself endlessly; add [When] to a step on the path",
        "Step 'Back' cannot run 'One': 'Two' would run itself endlessly; add [When] to a step on the path");

    [Fact]
    [Silent("FLOW017")]
    public Task A_flow_that_can_complete() => Verify.Silent("""
        [Flow] public partial class Sample { [Step, When(nameof(HasNext))] private Sample Next => new(); private bool HasNext => false; }
        [Flow] public partial class Node { [Step] public Node? Next { get; set; } }
        [Flow] public partial class Any { [Step] private IFlow Other { get; } = new Node(); }
        """);

    [Fact]
    public Task A_sub_flow_that_is_not_partial_is_reported_once() => Verify.Reports("""
        [Flow] public class {|FLOW001:Inner|} { [Step] private void A() { } }
        [Flow] public partial class Sample { [Step] private readonly Inner _inner = new(); }
        """);

    [Fact]
    public Task Members_of_an_invalid_flow_are_not_reported_as_unused() => Verify.Reports("""
        [Flow] public partial class Inner { [Step] private void A() { } }

        [Flow]
        public partial class Sample
        {
            private readonly bool _on = Environment.Is64BitProcess;
            [Step] private readonly Inner _inner = new();
            [Step, When(nameof(_on))] private readonly Inner _other = new();
            [Step({|FLOW003:"Nothing"|})] private void A() { }
        }
        """);

    [Fact]
    public Task The_compiler_reports_a_flow_that_is_never_assigned() => Verify.Reports("""
        [Flow] public partial class Inner { [Step] private void A() { } }
        [Flow] public partial class Sample { [Step] private Inner? {|CS0649:_inner|}; }
        """);
}
