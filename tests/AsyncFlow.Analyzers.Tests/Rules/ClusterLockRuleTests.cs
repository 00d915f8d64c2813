using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW304: locks of durable steps.</summary>
public class ClusterLockRuleTests
{
    [Fact]
    [Fires("FLOW304")]
    public Task A_lock_of_one_process_is_not_enough() => Verify.Reports(
        """
        [Flow, Durable]
        public partial class Sample(SemaphoreSlim given)
        {
            private readonly FlowLock _ledger = new();
            private static readonly FlowSemaphore s_net = new(4);
            private readonly FlowLocks<int> _orders = new();
            [Step, WithLock({|FLOW304:nameof(_ledger)|}, "disk")] private void A() { }
            [Step, WithLock({|FLOW304:nameof(s_net)|})] private void B() { }
            [Step, WithLock({|FLOW304:nameof(given)|})] private void C() { }
            [Step] private int D() => 1;
            [Step, WithLock({|FLOW304:nameof(_orders)|}, Key = nameof(KeyOf))] private void E([From(nameof(D))] int order) { }
            private static int KeyOf(int order) => order;
        }
        """,
        "Step 'A' of a [Durable] flow cannot hold '_ledger': it is a lock of one process, and other processes run steps too; name a lock of the cluster, [WithLock(\"ledger\")]",
        "Step 'B' of a [Durable] flow cannot hold 's_net': it is a lock of one process, and other processes run steps too; name a lock of the cluster, [WithLock(\"net:4\")]",
        "Step 'C' of a [Durable] flow cannot hold 'given': it is a lock of one process, and other processes run steps too; name a lock of the cluster, [WithLock(\"ledger\")]",
        "Step 'E' of a [Durable] flow cannot hold '_orders[KeyOf]': it is a lock of one process, and other processes run steps too; name a lock of the cluster, [WithLock(\"ledger\")]");

    [Fact]
    [Fires("FLOW304")]
    public Task A_lock_of_the_cluster_has_a_name_and_permits() => Verify.Reports(
        """
        [Flow, Durable]
        public partial class Sample
        {
            private readonly DurableSemaphore _own = new("own");
            [Step, WithLock({|FLOW304:""|})] private void A() { }
            [Step, WithLock({|FLOW304:"net:0"|})] private void B() { }
            [Step, WithLock({|FLOW304:"net:99999999999"|})] private void C() { }
            [Step, WithLock({|FLOW304:nameof(_own)|})] private void D() { }
            [Step, WithLock({|FLOW304:"x"|}, PerAttempt = true)] private void E() { }
            [Step, WithLock({|FLOW304:"x"|}, Key = nameof(KeyOf))] private void F() { }
            private static int KeyOf() => 1;
        }
        """,
        "Step 'A' of a [Durable] flow cannot hold '': it has no name; write for example [WithLock(\"ledger\")]",
        "Step 'B' of a [Durable] flow cannot hold 'net:0': it must have at least 1 permit and at most 2147483647; write for example [WithLock(\"net:4\")]",
        "Step 'C' of a [Durable] flow cannot hold 'net:99999999999': it must have at least 1 permit and at most 2147483647; write for example [WithLock(\"net:4\")]",
        "Step 'D' of a [Durable] flow cannot hold '_own': it is not static, but its name must be known before there is a flow object; make it static",
        "Step 'E' of a [Durable] flow cannot hold 'x': the step holds a lock of the cluster across all attempts; remove PerAttempt",
        "Step 'F' of a [Durable] flow cannot hold 'x': a lock of the cluster has no keys; remove Key");

    [Fact]
    [Fires("FLOW304")]
    public Task A_name_has_one_number_of_permits() => Verify.Reports(
        """
        [Flow, Durable]
        public partial class Sample
        {
            [Step, WithLock("net:4")] private void A() { }
            [Step, WithLock("net:4")] private void B() { }
            [Step, WithLock("net")] private void {|FLOW304:C|}() { }
        }
        """,
        "Step 'C' of a [Durable] flow cannot hold 'net': it has 4 permits elsewhere in the flow, and here 1; write the same number");

    [Fact]
    [Silent("FLOW304")]
    public Task Locks_of_the_cluster_are_named_by_strings_and_static_members() => Verify.Silent(
        """
        [Flow, Durable]
        public partial class Sample(Uri bank)
        {
            private const string Ledger = "ledger";
            private static readonly DurableSemaphore s_net = new("net", 4);
            [Step, WithLock(Ledger, "tenant:orders", nameof(s_net))] private void A() { }
            [Step, WithLock("disk:2")] private void B(StepContext context) => Console.WriteLine(context.FencingTokenOf("disk"));
            [Step, WithLock("ledger", "ledger:1", "bank")] private void C() => Console.WriteLine(bank);
        }
        """);

    [Fact]
    [Fires("FLOW007")]
    public Task Other_flows_have_no_locks_of_the_cluster() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private static readonly DurableSemaphore s_net = new("net", 4);
            [Step, WithLock({|FLOW007:"ledger"|})] private void A() { }
            [Step, WithLock({|FLOW007:nameof(s_net)|})] private void B() { }
        }

        [Flow, Durable]
        public partial class Other
        {
            [Step, WithLock({|FLOW007:nameof(A)|})] private void A() { }
        }
        """,
        "Step 'A' cannot hold 'ledger': 'Sample' has no such field, property or primary-constructor parameter",
        "Step 'B' cannot hold 's_net': it is a lock of the cluster, and only steps with [WithLock] in a [Durable] flow hold those; use FlowSemaphore",
        "Step 'A' cannot hold 'A': it is neither a field nor a property");
}
