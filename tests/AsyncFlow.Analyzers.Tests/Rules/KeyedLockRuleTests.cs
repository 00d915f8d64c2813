using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>Locks with a key: FLOW007, and what other rules make of them.</summary>
public class KeyedLockRuleTests
{
    [Fact]
    [Fires("FLOW007")]
    public Task Locks_and_keys_that_do_not_belong_together() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLocks<string> _hosts = new();
            private readonly FlowLock _disk = new();
            private readonly object _other = new();
            [Step, WithLock({|FLOW007:nameof(_hosts)|})] private void A() { }
            [Step, WithLock({|FLOW007:nameof(_disk)|}, Key = nameof(KeyOf))] private void B() { }
            [Step, WithLock({|FLOW007:nameof(_other)|}, Key = nameof(KeyOf))] private void C() { }
            [Step, WithLock({|FLOW007:"_hsots"|}, Key = nameof(KeyOf))] private void D() { }
            private static string KeyOf() => "";
        }
        """,
        "Step 'A' cannot hold '_hosts': it has a lock for each key; name the method that gives the key with Key = nameof(…)",
        "Step 'B' cannot hold '_disk': it is one lock, without keys; name it in a [WithLock] without Key, or make it a FlowLocks",
        "Step 'C' cannot hold '_other': its type 'object' is not FlowLocks, and only that has keys",
        "Step 'D' cannot hold '_hsots': 'Sample' has no such field, property or primary-constructor parameter; did you mean '_hosts'?");

    [Fact]
    [Fires("FLOW007")]
    public Task Methods_that_cannot_give_the_key() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLocks<string> _hosts = new();
            private readonly int _field = 1;
            [Step] private Uri Start() => new("http://a");
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:"HostO"|})] private void A(Uri uri) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(_field)|})] private void B(Uri uri) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(PortOf)|})] private void C(Uri uri) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(AskAsync)|})] private void D(Uri uri) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(HostOf)|})] private void E(CancellationToken ct) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(Both)|})] private void F(Uri uri, CancellationToken ct) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(Generic)|})] private void G(Uri uri) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(Out)|})] private void H(Uri uri) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(Nothing)|})] private void I(Uri uri) { }
            [Step, WithLock(nameof(_hosts), Key = {|FLOW007:nameof(Any)|})] private void J(Uri one, [From(nameof(Start))] Uri two) { }
            private string HostOf(Uri uri) => uri.Host + _field;
            private int PortOf(Uri uri) => uri.Port;
            private Task<string> AskAsync(Uri uri) => Task.FromResult(uri.Host);
            private string Both(Uri one, Uri two) => one.Host + two.Host;
            private string Generic<T>(T uri) => $"{uri}";
            private string Out(out Uri uri) { uri = new("http://a"); return ""; }
            private void Nothing(Uri uri) { }
            private string Any(Uri uri) => uri.Host;
        }
        """,
        "Step 'A' cannot hold 'HostO': 'Sample' has no such method; did you mean 'HostOf'?",
        "Step 'B' cannot hold '_field': it is not a method",
        "Step 'C' cannot hold 'PortOf': 'PortOf' returns 'int', not a key of type 'string'",
        "Step 'D' cannot hold 'AskAsync': 'AskAsync' returns 'Task<string>', not a key of type 'string'",
        "Step 'E' cannot hold 'HostOf': parameter 'uri' of 'HostOf' needs 'Uri', which is not the type of a parameter of 'E'",
        "Step 'F' cannot hold 'Both': parameter 'two' of 'Both' needs 'Uri', which is not the type of a parameter of 'F' that is left",
        "Step 'G' cannot hold 'Generic': 'Generic' is generic, and its type arguments are unknown",
        "Step 'H' cannot hold 'Out': parameter 'uri' of 'Out' is passed by reference",
        "Step 'I' cannot hold 'Nothing': 'Nothing' returns void, not a key of type 'string'",
        "Step 'J' cannot hold 'Any': parameter 'uri' of 'Any' can take 'one', 'two'; give it the name of one of them");

    [Fact]
    [Silent("FLOW007")]
    public Task Locks_with_keys() => Verify.Silent(
        """
        [Flow]
        public partial class Sample(FlowLocks<Guid> ids)
        {
            private static readonly FlowLocks<object> s_hosts = new(2);
            [Step] private Uri Start() => new("http://a");
            [Step, WithLock(nameof(s_hosts), Key = nameof(HostOf)), WithLock(nameof(ids), Key = nameof(Id)), WithLock(nameof(s_hosts), Key = "PathOf")]
            private void A(Uri one, [From(nameof(Start))] Uri two) { }
            private static string HostOf(Uri one) => one.Host;
            private static string PathOf(Uri two, Uri one) => two.AbsolutePath + one;
            private static Guid Id(string name = "") => Guid.Empty;
        }
        """);

    [Fact]
    [Fires("FLOW007")]
    public Task Locks_with_keys_in_a_composition() => Verify.Reports(
        """
        using static AsyncFlow.Compose;

        [Flow]
        public partial class Sample
        {
            private readonly FlowLocks<string> _hosts = new();
            private readonly FlowLock _disk = new();
            [Composition] private FlowNode All => Series(
                Start,
                WithLock(A, _hosts, HostOf),
                WithLock(B, _hosts, {|FLOW007:PortOf|}),
                WithLock(C, _hosts, {|FLOW011:(Uri uri) => uri.Host|}),
                WithLock(D, {|CS1503:{|FLOW007:_hosts|}|}));
            private Uri Start() => new("http://a");
            private void A(Uri uri) { }
            private void B(Uri uri) { }
            private void C(Uri uri) { }
            private void D(Uri uri) { }
            private string HostOf(Uri uri) => uri.Host;
            private int PortOf(Uri uri) => uri.Port;
        }
        """,
        "Step 'B' cannot hold 'PortOf': 'PortOf' returns 'int', not a key of type 'string'",
        "'(Uri uri) => uri.Host' cannot be read at compile time: lambdas are not supported; name a method that gives the key",
        "Argument 2: cannot convert from 'AsyncFlow.FlowLocks<string>' to 'AsyncFlow.IFlowLock'",
        "Step 'D' cannot hold '_hosts': it has a lock for each key; name the method that gives the key after it");

    [Fact]
    [Fires("FLOW103")]
    public Task A_lock_of_a_key_does_not_exclude_a_data_race() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLocks<string> _hosts = new();
            private int _x;
            [Step, WithLock(nameof(_hosts), Key = nameof(One))] private void A() => {|FLOW103:_x|}++;
            [Step, WithLock(nameof(_hosts), Key = nameof(Two))] private void B() => {|FLOW103+:_x|}++;
            private static string One() => "1";
            private static string Two() => "2";
        }
        """);

    [Fact]
    [Silent("FLOW017")]
    [Silent("FLOW105")]
    public Task A_key_that_is_held_may_be_another_one_than_a_key_that_is_needed() => Verify.Silent(
        """
        [Flow]
        public partial class Inner(FlowLocks<string> locks)
        {
            [Step, WithLock(nameof(locks), Key = nameof(Key))] private void A() { }
            private static string Key() => "1";
        }

        [Flow]
        public partial class Sample
        {
            private static readonly FlowLocks<string> s_locks = new();
            [Step, WithLock(nameof(s_locks), Key = nameof(Key))] private readonly Inner _inner = new(s_locks);
            [Step, WithLock(nameof(s_locks), Key = nameof(Key))] private async Task B(CancellationToken ct) { using (await s_locks.AcquireAsync("3", ct)) { } }
            private static string Key() => "2";
        }
        """);

    [Fact]
    [Fixes("FLOW007")]
    public Task The_suggested_method_is_used() => VerifyFix.All(
        "FLOW007",
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLocks<string> _hosts = new();
            [Step, WithLock(nameof(_hosts), Key = "KyeOf")] private void A() { }
            private static string KeyOf() => "";
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLocks<string> _hosts = new();
            [Step, WithLock(nameof(_hosts), Key = nameof(KeyOf))] private void A() { }
            private static string KeyOf() => "";
        }
        """,
        "Use nameof(KeyOf)");

    [Fact]
    [Fixes("FLOW103")]
    public Task A_lock_is_not_added_to_one_with_a_key() => VerifyFix.One(
        "FLOW103",
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLocks<string> _hosts = new();
            private int _total;
            [Step, WithLock(nameof(_hosts), Key = nameof(Key))] private void A() => _total++;
            [Step, WithLock(nameof(_hosts), Key = nameof(Key))] private void B() => _total++;
            private static string Key() => "";
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLocks<string> _hosts = new();
            private int _total;
            private readonly FlowLock _totalLock = new();
            [Step, WithLock(nameof(_hosts), Key = nameof(Key)), WithLock(nameof(_totalLock))] private void A() => _total++;
            [Step, WithLock(nameof(_hosts), Key = nameof(Key)), WithLock(nameof(_totalLock))] private void B() => _total++;
            private static string Key() => "";
        }
        """,
        "Hold the lock '_totalLock' in 'A' and 'B'");
}
