using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests;

/// <summary>Snapshot tests of generated code.</summary>
public sealed class EmittedTextTests
{
    [Fact]
    public void The_documentation_example() => Verify("""
        namespace Demo;

        public sealed record User;
        public sealed record Theme;
        public sealed record Page(User User, Theme Theme);

        [Flow]
        public partial class Startup
        {
            private readonly FlowLock _disk = new();
            private readonly FlowSemaphore _net = new(2);

            [Step]
            private void Setup() { }

            [Step(nameof(Setup)), WithLock(nameof(_net))]
            private Task<User> LoadUser(CancellationToken ct) => Task.FromResult(new User());

            [Step(nameof(Setup)), WithLock(nameof(_net), nameof(_disk))]
            private async ValueTask<Theme> LoadTheme()
            {
                await Task.Yield();
                return new();
            }

            [Step, Output]
            private Page Render(User user, [From(nameof(LoadTheme))] Theme theme) => new(user, theme);
        }
        """);

    [Fact]
    public void Conditions_elements_and_flows_as_steps() => Verify("""
        namespace Demo;

        public sealed record Page(string Text);

        [Flow]
        public partial class Publish
        {
            [Step, Output] private int Count() => 1;
        }

        [Flow]
        public partial class Crawl(bool verbose)
        {
            private readonly FlowSemaphore _net = new(2);

            [Step] private Uri[] FindUrls() => [];

            [Step, WithLock(nameof(_net))]
            private async Task<Page> Fetch([Each(nameof(FindUrls), MaxConcurrency = 8)] Uri url, CancellationToken ct)
            {
                await Task.Yield();
                return new(url.ToString());
            }

            [Step] private bool HasPages(IReadOnlyList<Page> pages) => pages.Count > 0;

            [Step, When(nameof(verbose))] private void Print([Each(nameof(Fetch))] Page page, StepContext context) { }

            [Step(nameof(Print)), When(nameof(HasPages))] private readonly Publish _publish = new();

            [Step, When(nameof(HasPages), Is = false)] private string Warn() => "nothing";

            [Step, Output] private string Report(int? published, string? warning, [From(nameof(_publish))] int count = 0) => $"{published} {warning} {count}";
        }
        """, "Crawl");

    // The types are those of the package for hosts, whose tests compile generated code with it.
    [Fact]
    public void A_flow_in_a_project_with_a_host() => Verify("""
        namespace AsyncFlow.Hosting
        {
            public interface IFlowFactory<TFlow> where TFlow : class, IFlowFactory<TFlow>
            {
                static abstract FlowPlan Plan { get; }
                static abstract Type? ServiceType { get; }
                static abstract TFlow Create(in FlowServices services);
            }

            public interface ILifetimeFlow
            {
                static abstract IReadOnlyList<FlowStop> Stops { get; }
                ValueTask StopAsync(int step, CancellationToken cancellationToken);
            }

            public readonly record struct FlowStop(int step, string name, bool isAsync);

            public readonly struct FlowServices
            {
                public FlowOptions? Options => null;
                public T Get<T>() => throw new NotSupportedException();
                public T Get<T>(T fallback) => fallback;
                public static FlowOptions? Combine(FlowOptions? configured, FlowOptions? given) => given ?? configured;
            }
        }

        namespace Demo
        {
            public sealed record Db(Uri Address);

            [Flow]
            public partial class Services(Uri address, int retries = 3)
            {
                public required TimeProvider Clock { get; init; }

                [Step] private ValueTask<Db> StartDb(CancellationToken ct) => new(new Db(address));
                [Step] private ValueTask<int> Count(Db db) => new(db.Address.Port + retries);
                [Step, Output] private ValueTask<string> Describe(int count) => new($"{count} {Clock}");
                [Stops(nameof(StartDb))] private Task StopDb(Db db, CancellationToken ct) => Task.FromCanceled(ct);
                [Stops(nameof(Describe))] private void Forget(string text, int count) { }
            }
        }
        """, "Services");

    [Fact]
    public void A_single_synchronous_step() => Verify("[Flow] public partial class Hello { [Step] private void Say() { } }");

    [Fact]
    public void No_steps() => Verify("[Flow] public partial class Nothing { }");

    [Fact]
    public void A_static_flow() => Verify("""
        [Flow]
        public static partial class Nightly
        {
            private static readonly FlowLock Gate = new();
            [Step, WithLock(nameof(Gate))] private static Task Clean(CancellationToken ct) => Task.CompletedTask;
            [Step(nameof(Clean)), Output] private static int Count() => 1;
        }
        """);

    [Fact]
    public void A_nested_generic_flow() => Verify("""
        namespace Demo;
        public partial class Outer<T>
        {
            internal static partial class Middle
            {
                [Flow]
                public sealed partial record Inner<TItem>(T Seed) where TItem : class, new()
                {
                    [Step] private TItem Make() => new();
                    [Step, Output] private ValueTask<(T Seed, TItem Item)> Pair(TItem item) => new((Seed, item));
                }
            }
        }
        """);

    [Fact]
    public void Settings() => Verify("""
        [Flow(MaxConcurrency = 4, FailureMode = FailureMode.Continue, SingleThreaded = true)]
        internal partial class Careful { [Step] private Task Work() => Task.CompletedTask; }
        """);

    [Fact]
    public void Custom_awaitables() => Verify("""
        public struct Quick { public Awaiter GetAwaiter() => default; }
        public struct Awaiter : System.Runtime.CompilerServices.ICriticalNotifyCompletion
        {
            public bool IsCompleted => true;
            public int GetResult() => 1;
            public void OnCompleted(Action continuation) { }
            public void UnsafeOnCompleted(Action continuation) { }
        }
        public class Plain { public PlainAwaiter GetAwaiter() => new(); }
        public class PlainAwaiter : System.Runtime.CompilerServices.INotifyCompletion
        {
            public bool IsCompleted => true;
            public void GetResult() { }
            public void OnCompleted(Action continuation) { }
        }

        [Flow]
        public partial class Waiting
        {
            [Step] private Quick A() => default;
            [Step] private Plain B() => new();
            [Step] private void C(int a) { }
        }
        """);

    [Fact]
    public void All_kinds_of_arguments() => Verify("""
        [Flow]
        public partial class Arguments
        {
            [Step] private string? Name() => null;
            [Step] private Task<List<int>> Numbers() => Task.FromResult(new List<int>());
            [Step] private dynamic Anything() => 1;
            [Step] private void Use(string name, IReadOnlyList<int> numbers, [From(nameof(Anything))] dynamic any, StepContext context, CancellationToken ct) { }
            [Step] private void Optional(int missing = 1, [From(nameof(Name))] object? o = null, params string[] rest) { }
        }
        """);

    [Fact]
    public void All_kinds_of_locks() => Verify("""
        [Flow]
        public partial class Locked(SemaphoreSlim gate)
        {
            private static readonly FlowSemaphore s_shared = new(2);
            protected FlowLock Own { get; } = new();
            [Step, WithLock(nameof(gate))] private void A() { }
            [Step, WithLock(nameof(s_shared), nameof(Own), nameof(gate))] private void B() { }
            private readonly FlowLocks<string> _hosts = new();
            [Step] private Uri[] Links() => [];
            [Step, WithLock(nameof(_hosts), Key = nameof(HostOf)), WithLock(nameof(Own))] private Task C(Uri[] links, CancellationToken ct) => Task.CompletedTask;
            [Step, WithLock(nameof(Own)), WithLock(nameof(_hosts), Key = nameof(HostOf))] private Task D([Each(nameof(Links))] Uri link) => Task.CompletedTask;
            private static string HostOf(Uri link) => link.Host;
            private static string HostOf(Uri[] links) => links[0].Host;
        }
        """);

    [Fact]
    public void A_flow_with_inherited_steps() => Verify("""
        public abstract class Shared
        {
            [Step] protected virtual int Load() => 1;
            [Step] public static void Log() { }
        }

        [Flow]
        public partial class Derived : Shared
        {
            [Step] protected override int Load() => 2;
            [Step] internal string Show(int load) => "";
        }

        public partial class More : Derived { }
        """);

    [Fact]
    public void Names_that_need_escaping() => Verify("""
        namespace @event;
        [Flow]
        public partial class @class
        {
            [Step] private int @new() => 1;
            [Step(nameof(@new))] private void Execution() { }
            [Step] private void Größe(int @new) { }
        }
        """);

    [Fact]
    public void A_private_output_type() => Verify("""
        [Flow]
        public partial class Hidden
        {
            private sealed record Part;
            [Step, Output] private Part Make() => new();
        }
        """);

    [Fact]
    public void Obsolete_and_experimental_steps() => Verify("""
        [Flow]
        public partial class Old
        {
            [Step, Obsolete("use B")] private void A() { }
            [Step, System.Diagnostics.CodeAnalysis.Experimental("NEW1")] private void B() { }
        }
        """);

    [Fact]
    public void A_long_plan_is_truncated_in_the_tooltip() => Verify(
        $"[Flow] public static partial class Long {{ {string.Concat(Enumerable.Range(0, 45).Select(static i => $"[Step] static void S{i}() {{ }}\n"))} }}");

    [Fact]
    public void An_invalid_flow() => Snapshot.Verify(Assert.Single(GeneratorRunner.Generated(GeneratorRunner.Generate(GeneratorRunner.Compile("""
        namespace Demo;
        [Flow]
        public partial class Broken(SemaphoreSlim gate)
        {
            [Step(nameof(B)), WithLock(nameof(gate))] private int A() => 1;
            [Step, Output] private string B(int a) => "";
        }
        """)))).ToString());

    private static void Verify(string source, string flow = "", [System.Runtime.CompilerServices.CallerMemberName] string test = "") =>
        Snapshot.Verify(GeneratorRunner.GenerateOne(source, flow), method: test);
}
