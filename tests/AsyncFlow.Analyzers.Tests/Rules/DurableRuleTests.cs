using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW303 and FLOW306: flows that no container can create, and that an engine cannot take apart.</summary>
public class DurableRuleTests
{
    [Fact]
    [Fires("FLOW306")]
    public Task A_container_creates_the_class_and_its_name_finds_it() => Verify.Reports(
        """
        [Flow, Durable]
        public static partial class {|FLOW306:One|}
        {
            [Step] private static void A() { }
        }

        [Flow, Durable]
        public abstract partial class {|FLOW306:Two|}
        {
            [Step] private void A() { }
        }

        [Flow, Durable]
        public partial class {|FLOW306:Three|}<T>
        {
            [Step] private void A() { }
        }

        [Flow(SingleThreaded = true), Durable]
        public partial class {|FLOW306:Four|}
        {
            [Step] private void A() { }
        }

        public partial class Outer
        {
            [Flow, Durable]
            private partial class {|FLOW306:Five|}
            {
                [Step] private void A() { }
            }
        }

        [Flow, Durable]
        public partial class {|FLOW306:Six|}
        {
            [Step] private void A() { }
            public int Input => 1;
        }

        [Flow, Durable]
        public partial class {|FLOW306:Seven|}
        {
            private sealed record Hidden(int Value);
            [Step, Output] private Hidden A() => new(1);
        }
        """,
        "'One' cannot be [Durable]: it is static; make it a class that a container creates",
        "'Two' cannot be [Durable]: it is abstract, so no container can create it",
        "'Three' cannot be [Durable]: it is generic, and stored runs find their flow by its name alone",
        "'Four' cannot be [Durable]: SingleThreaded is not supported, since its steps run in several processes",
        "'Five' cannot be [Durable]: the method that starts its runs is in another class, which cannot access 'Five'; make it public or internal",
        "'Six' cannot be [Durable]: its member 'Input' has the name of a generated member",
        "'Seven' cannot be [Durable]: the method that starts its runs is in another class, which cannot access 'Hidden'; make it public or internal");

    [Fact]
    [Fires("FLOW306")]
    public Task What_a_step_takes_and_returns_can_be_stored() => Verify.Reports(
        """
        [Flow, Durable]
        public partial class Sample
        {
            [Step, Owned] private Stream {|FLOW306:B|}() => Stream.Null;
            [Step] private async IAsyncEnumerable<int> C() { await Task.Yield(); yield return 1; }
            [Step] private void {|FLOW306:D|}([Each(nameof(C))] int element) { }
            [Step] private Dictionary<string, int> E() => [];
            [Step] private void {|FLOW306:F|}([Each(nameof(E))] KeyValuePair<string, int> element) { }
        }
        """,
        "'Sample' cannot be [Durable]: step 'B' owns its result, but an object that is to be disposed cannot be stored",
        "'Sample' cannot be [Durable]: step 'D' runs for each element of 'IAsyncEnumerable<int>', which is not stored as a list; return an array or a List from 'C'",
        "'Sample' cannot be [Durable]: step 'F' runs for each element of 'Dictionary<string, int>', which is not stored as a list; return an array or a List from 'E'");

    [Fact]
    [Fires("FLOW306")]
    public Task A_flow_within_a_step_holds_no_locks_of_the_cluster() => Verify.Reports(
        """
        [Flow, Durable]
        public partial class Inner
        {
            [Step, WithLock("ledger")] private void A() { }
        }

        [Flow, Durable]
        public partial class Sample
        {
            [Step] private readonly Inner {|FLOW306:_inner|} = new();
        }
        """,
        "'Sample' cannot be [Durable]: step '_inner' runs 'Inner', whose steps hold locks of the cluster, but a flow within a step runs in one process; put [WithLock] on this step");

    [Fact]
    [Fires("FLOW306")]
    public Task Elements_are_taken_one_by_one_only_where_that_ends_the_same() => Verify.Reports(
        """
        [Flow(FailureMode = FailureMode.Continue), Durable]
        public partial class Sample
        {
            [Step] private int[] A() => [];
            [Step] private string B([Each(nameof(A))] int element) => "";
            [Step] private void {|FLOW306:C|}([Each(nameof(B))] string element) { }
        }
        """,
        "'Sample' cannot be [Durable]: step 'C' takes the elements of 'B' one by one, which is supported only without FailureMode.Continue and StepOutcome, and for one step behind another");

    [Fact]
    [Fires("FLOW303")]
    public Task A_container_can_call_the_constructor() => Verify.Reports(
        """
        [Flow, Durable]
        public partial class {|FLOW303:One|}
        {
            public One(Uri address) { }
            public One(string text) { }
            [Step] private void A() { }
        }

        [Flow, Durable]
        public partial class {|FLOW303:Two|}
        {
            public Two(ref int value) { }
            [Step] private void A() { }
        }
        """,
        "A container cannot create 'One', which is [Durable]: it has several constructors; mark one with [ActivatorUtilitiesConstructor]",
        "A container cannot create 'Two', which is [Durable]: the parameter 'value' of its constructor is passed by reference");

    [Fact]
    [Silent("FLOW303")]
    [Silent("FLOW306")]
    public Task Other_flows_can_be_durable() => Verify.Silent(
        """
        [Flow, Durable]
        public partial class Sample
        {
            [Step] private int[] A([Input] int count) => [];
            [Step] private string B([Each(nameof(A), MaxConcurrency = 4)] int element, StepContext context) => context.IdempotencyKey;
            [Step] private void C([Each(nameof(B))] string element) { }
            [Step, Output] private int D(IReadOnlyList<string> all) => all.Count;
        }
        """);
}
