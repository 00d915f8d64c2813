using System.Reflection;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Locks with <c>Key</c>.</summary>
public sealed class KeyedLockTests
{
    // While a step runs, its key is taken: so the step sees which keys the generated code took.
    private const string Held = """
        public static class Held
        {
            public static string Of<T>(FlowLocks<T> locks, params T[] keys) where T : notnull => string.Join(' ', keys.Where(key =>
            {
                bool isFree = locks.TryEnter(key, out FlowLockLease lease);
                lease.Dispose();
                return !isFree;
            })) + $" of {locks.Count}";
        }
        """;

    [Theory]
    [InlineData("static string KeyOf(Uri uri) => uri.Host;")]
    [InlineData("string KeyOf(Uri uri) => uri.Host;")]
    [InlineData("string KeyOf(object uri) => ((Uri)uri).Host;")]
    [InlineData("string KeyOf(int number, Uri uri) => number == 7 ? uri.Host : \"\";")]
    [InlineData("string KeyOf(StepContext context, Uri uri, CancellationToken ct) => context.StepName == \"Use\" ? uri.Host : \"\";")]
    [InlineData("string KeyOf(string b, string a, Uri uri) => a == \"a\" && b == \"b\" ? uri.Host : \"\";")]
    [InlineData("string KeyOf(Uri uri, bool no = false, int number = 0) => number == 7 && !no ? uri.Host : \"\";")]
    [InlineData("string KeyOf(bool no) => \"\"; string KeyOf(Uri uri) => uri.Host;")]
    [InlineData("string KeyOf(object o) => \"\"; string KeyOf(Uri uri, string b) => b;", "x of 1")]
    [InlineData("string? KeyOf(Uri? uri) => uri?.Host;")]
    [InlineData("string KeyOf() => \"x\";", "x of 1")]
    public async Task The_key_is_made_from_parameters_of_the_step(string method, string expected = "a.test of 1") => Assert.Equal(expected, await FlowRunner.OutputOf($$"""
        [Flow] public partial class F
        {
            private readonly FlowLocks<string> _hosts = new();
            [Step] private Uri Start() => new("http://a.test");
            [Step] private int Number() => 7;
            [Step] private string A() => "a";
            [Step] private string B() => "b";
            [Step, WithLock(nameof(_hosts), Key = nameof(KeyOf)), Output]
            private async Task<string> Use(Uri uri, int number, [From(nameof(A))] string a, [From(nameof(B))] string b, StepContext context, CancellationToken ct)
            {
                await Task.Yield();
                return Held.Of(_hosts, "a.test", "x");
            }
            private {{method}}
        }
        """.Replace("string KeyOf(object o) => \"\"; string KeyOf(Uri uri, string b) => b;", "string KeyOf(Guid o) => \"\"; private string KeyOf(Uri uri, string b) => b == \"b\" ? \"x\" : \"\";", StringComparison.Ordinal)
        .Replace("; string KeyOf(Uri", "; private string KeyOf(Uri", StringComparison.Ordinal) + Held));

    [Fact]
    public async Task Each_element_has_its_own_key_and_the_locks_without_keys() => Assert.Equal("1:1:True 2:2:True 3:3:True", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            private readonly FlowLock _all = new();
            private readonly FlowLocks<long> _numbers = new();
            [Step] private int[] Numbers() => [1, 2, 3];
            [Step] private int Factor() => 10;
            [Step, WithLock(nameof(_numbers), Key = nameof(KeyOf)), WithLock(nameof(_all)), WithLock(nameof(_numbers), Key = nameof(Same))]
            private async Task<string> Use([Each(nameof(Numbers))] int number, int factor)
            {
                await Task.Yield();
                string held = Held.Of(_numbers, 10, 20, 30);
                return $"{number}:{held[0]}:{!_all.TryAcquire()}";
            }
            private int KeyOf(int factor, long number) => (int)number * factor;
            private static int Same(int number, int factor) => number * factor;
            [Step, Output] private string Show(IReadOnlyList<string> all) => string.Join(' ', all);
        }
        """ + Held));

    [Fact]
    public async Task Two_keys_that_are_equal_are_one_lock() => Assert.Equal("a of 1", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            private static readonly FlowLocks<string> s_keys = new(comparer: StringComparer.OrdinalIgnoreCase);
            [Step, Output, WithLock(nameof(s_keys), Key = nameof(One)), WithLock(nameof(s_keys), Key = nameof(Two))]
            private string Use() => Held.Of(s_keys, "a");
            private static string One() => "a";
            private static string Two() => "A";
        }
        """ + Held));

    [Fact]
    public async Task The_locks_can_be_a_constructor_parameter_and_of_a_base_class() => Assert.Equal("1 of 1 b of 1", await FlowRunner.OutputOf("""
        public abstract class Base { protected static FlowLocks<int> Numbers { get; } = new(); protected int NumberOf() => 1; }
        [Flow] public partial class F(FlowLocks<string> names) : Base
        {
            public F() : this(new FlowLocks<string>()) { }
            [Step, Output, WithLock(nameof(Numbers), Key = nameof(NumberOf)), WithLock(nameof(names), Key = nameof(@string))]
            private string Use() => Held.Of(Numbers, 1) + " " + Held.Of(Copy, "b");
            private FlowLocks<string> Copy => names;
            private static string @string() => "b";
        }
        """ + Held));

    [Fact]
    public async Task A_composition_names_the_locks_and_the_method() => Assert.Equal("a.test True b.test True", await FlowRunner.OutputOf("""
        using static AsyncFlow.Compose;
        public class Keys { public FlowLocks<string> Hosts { get; } = new(); public string HostOf(Uri uri) => uri.Host; }
        [Flow] public partial class F
        {
            private readonly Keys _keys = new();
            private readonly FlowLock _all = new();
            [Composition] private FlowNode All => Series(Find, WithLock(WithLock(Each(Use), _keys.Hosts, _keys.HostOf), _all), Show);
            private Uri[] Find() => [new("http://a.test"), new("http://b.test")];
            private async Task<string> Use(Uri uri) { await Task.Yield(); return $"{Held.Of(_keys.Hosts, uri.Host)[..6]} {!_all.TryAcquire()}"; }
            private string Show(IReadOnlyList<string> all) => string.Join(' ', all);
        }
        """ + Held));

    [Fact]
    public void The_plan_shows_the_lock_with_its_key() => Assert.Equal(
        ["_hosts[HostOf]", "_all"],
        FlowRunner.Create(FlowRunner.Load("""
            [Flow] public partial class F
            {
                private readonly FlowLocks<string> _hosts = new();
                private readonly FlowLock _all = new();
                [Step, WithLock(nameof(_hosts), Key = nameof(HostOf)), WithLock(nameof(_all))] private void Use() { }
                private static string HostOf() => "";
            }
            """)).Plan.Steps[0].Locks);

    [Fact]
    public async Task What_is_missing_fails_the_step_and_leaves_no_key_in_use()
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow(FailureMode = FailureMode.Continue)] public partial class F
            {
                public static readonly FlowLocks<string> Hosts = new();
                private readonly FlowLocks<string>? _none = null;
                [Step, WithLock(nameof(Hosts), Key = nameof(Key)), WithLock(nameof(_none), Key = nameof(Key))] private void A() { }
                [Step, WithLock(nameof(Hosts), Key = nameof(Key)), WithLock(nameof(Hosts), Key = nameof(Null))] private Task B() => Task.CompletedTask;
                [Step, WithLock(nameof(Hosts), Key = nameof(Key)), WithLock(nameof(Hosts), Key = nameof(Throw))] private Task C() => Task.CompletedTask;
                [Step] private int[] Numbers() => [1];
                [Step, WithLock(nameof(Hosts), Key = nameof(Null))] private Task D([Each(nameof(Numbers))] int number) => Task.CompletedTask;
                private static string Key() => "a";
                private static string? Null() => null;
                private static string Throw() => throw new TimeoutException("no key");
            }
            """);
        FlowReport report = await FlowRunner.Create(assembly).RunAsync();
        Assert.Equal(
            [
                "Step 'A' needs lock '_none[Key]', which is null. Give it a lock before the flow runs: a FlowLock, FlowSemaphore, FlowLocks, SemaphoreSlim or IFlowLock.",
                "Step 'B' needs lock 'Hosts[Null]', but its key is null. Return a key for every step, for example an empty string.",
                "no key",
                "Step 'D[0]' needs lock 'Hosts[Null]', but its key is null. Return a key for every step, for example an empty string.",
            ],
            report.Steps.Where(static step => step.Status == StepStatus.Failed).Select(static step => step.Exception!.Message));
        Assert.Equal(0, ((FlowLocks<string>)assembly.GetType("F")!.GetField("Hosts")!.GetValue(null)!).Count);
    }

    [Fact]
    public async Task The_key_of_a_step_that_is_not_run_is_not_asked_for() => Assert.Equal("", await FlowRunner.LogOf("""
        [Flow] public partial class F
        {
            private readonly FlowLocks<string> _hosts = new();
            [Step, When(nameof(No)), WithLock(nameof(_hosts), Key = nameof(Key))] private void A() => Log.Add("A");
            private bool No => false;
            private static string Key() { Log.Add("key"); return ""; }
        }
        """));
}
