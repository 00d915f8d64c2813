using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests;

/// <summary>Tests that all supported shapes of classes and steps compile without warnings and have no diagnostics.</summary>
public sealed class ShapeTests
{
    public static TheoryData<string, string> Shapes => new()
    {
        { "no steps", "[Flow] public partial class F { }" },
        { "static", "[Flow] public static partial class F { private static readonly FlowLock L = new(); [Step, WithLock(nameof(L))] static void A() { } [Step(nameof(A))] static Task B() => Task.CompletedTask; }" },
        { "static with output", "[Flow] static partial class F { [Step, Output] static int A() => 1; }" },
        { "static step of an instance class", "[Flow] public partial class F { [Step] static int A() => 1; [Step] void B(int a) { } }" },
        { "generic", "[Flow] public partial class F<T, U> where T : class, new() where U : struct { private readonly FlowLock _l = new(); [Step, WithLock(nameof(_l))] T A() => new(); [Step, Output] Dictionary<T, U> B(T a) => new(); }" },
        { "nested", "public partial class O { public static partial class P { internal partial struct Q { [Flow] public partial class F { [Step] void A() { } } } } }" },
        { "nested in generic types", "public partial class O<T> { public partial interface I<U> { [Flow] public partial class F<V> { [Step, Output] (T?, V?) A() => default; } } }" },
        { "nested in records", "public partial record O(int X) { public partial record struct S { [Flow] public partial class F { [Step] void A() { } } } }" },
        { "record", "[Flow] public partial record F(SemaphoreSlim Gate, int N) { [Step, WithLock(nameof(Gate))] int A() => N; }" },
        { "record class, sealed", "[Flow] public sealed partial record class F { [Step] void A() { } }" },
        { "abstract", "[Flow] public abstract partial class F { [Step] protected abstract void A(); [Step(nameof(A))] protected virtual Task B() => Task.CompletedTask; }" },
        { "partial method", "[Flow] public partial class F { [Step] private partial int A(); private partial int A() => 1; [Step] void B(int a) { } }" },
        { "namespaces with keywords", "namespace @class.@namespace; [Flow] public partial class @event { [Step] void @void() { } [Step(nameof(@void))] int @return() => 1; [Step] void @await(int @record) { } }" },
        { "unicode", "namespace Größe; [Flow] public partial class Ähre { [Step] void Öffne() { } [Step(nameof(Öffne))] void 開始() { } }" },
        { "inputs", "[Flow] public partial class F(int n) { public required string Name { get; init; } [Step, Output] string A() => Name + n; }" },
        { "names of generated members", "[Flow] public partial class F { [Step] void Start() { } [Step] void Finish() { } [Step] void Clear() { } [Step] void Token() { } [Step] void Context() { } [Step] void Output() { } [Step] void Rent() { } [Step] void Pool() { } [Step] void GetLock() { } [Step] void Suspend() { } [Step] void NotNull() { } [Step] void step() { } [Step] void awaiter() { } [Step] void _flow() { } [Step] void Invalid() { } }" },
        { "a member named Execution", "[Flow] public partial class F { [Step] void Execution() { } private int Execution2 => 1; [Step] int A() => Execution2; }" },
        { "a class named Execution", "[Flow] public partial class Execution { [Step] void A() { } }" },
        { "a type parameter named Execution", "[Flow] public partial class F<Execution> where Execution : new() { [Step] Execution A() => new(); [Step] void B(Execution a) { } }" },
        { "names of the library", "namespace System { class Mine { } } namespace Demo.AsyncFlow { class Task { } class FlowRun { } [Flow] public partial class FlowPlan { [Step] void A(global::System.Threading.CancellationToken ct) { } } }" },
        { "type parameters named as members of a run", "[Flow] public partial class F<Token, Output> where Token : class, new() { [Step, Output] Token A(CancellationToken ct) => new(); }" },
        { "void, value, task", "[Flow] public partial class F { [Step] void A() { } [Step] int B() => 1; [Step] Task C() => Task.CompletedTask; [Step] Task<string> D() => Task.FromResult(\"\"); [Step] ValueTask E() => default; [Step] ValueTask<long> G() => default; [Step] void H(int b, string d, long g) { } }" },
        { "derived from Task", "class Mine() : Task<int>(() => 1) { } [Flow] public partial class F { [Step] private Mine A() => new(); [Step] void B(int a) { } }" },
        { "custom awaitables", """
            struct Awaitable { public Awaiter GetAwaiter() => default; }
            struct Awaiter : System.Runtime.CompilerServices.ICriticalNotifyCompletion { public bool IsCompleted => true; public int GetResult() => 1; public void OnCompleted(Action a) { } public void UnsafeOnCompleted(Action a) { } }
            class Slow { public SlowAwaiter GetAwaiter() => new(); }
            class SlowAwaiter : System.Runtime.CompilerServices.INotifyCompletion { public bool IsCompleted => false; public void GetResult() { } public void OnCompleted(Action a) { } }
            [Flow] partial class F { [Step] Awaitable A() => default; [Step] Slow? B() => null; [Step, Output] int C(int a) => a; }
            """ },
        { "awaitable by extension is a value", """
            class Late { }
            static class Extensions { public static System.Runtime.CompilerServices.TaskAwaiter GetAwaiter(this Late late) => Task.CompletedTask.GetAwaiter(); }
            [Flow] partial class F { [Step] Late A() => new(); [Step] void B(Late late) { } }
            """ },
        { "awaitable type parameter", "[Flow] public partial class F<T> where T : Task<int> { [Step] T A() => null!; [Step] void B(int a) { } }" },
        { "YieldAwaitable", "[Flow] public partial class F { [Step] System.Runtime.CompilerServices.YieldAwaitable A() => Task.Yield(); [Step] System.Runtime.CompilerServices.ConfiguredTaskAwaitable<int> B() => Task.FromResult(1).ConfigureAwait(true); [Step] void C(int b) { } }" },
        { "nullable results", "[Flow] public partial class F { [Step] string? A() => null; [Step] Task<List<string?>?> B() => Task.FromResult<List<string?>?>(null); [Step] void C(string a, List<string> b) { } [Step] (string?, int) D() => (null, 1); [Step, Output] object? E((string, int) d) => d.Item1; }" },
        { "nullable output of a type parameter", "[Flow] public partial class F<T> { [Step, Output] Task<T?> A() => Task.FromResult(default(T)); }" },
        { "unconstrained results", "[Flow] public partial class F<T> { [Step] T? A() => default; [Step] void B(T a) { } }" },
        { "tuples, dynamic, nint", "[Flow] public partial class F { [Step] (int Count, string Name) A() => (1, \"\"); [Step] dynamic B() => 1; [Step] Task<nint> C() => Task.FromResult((nint)1); [Step, Output] (int, string) D((int N, string S) a, [From(nameof(B))] dynamic b, nint c) => a; [Step] void E([From(nameof(B))] object b) { } }" },
        { "dynamic output", "[Flow] public partial class F { [Step, Output] Task<dynamic> A() => Task.FromResult<dynamic>(1); }" },
        { "dynamic within the output", "[Flow] public partial class F { [Step, Output] Task<Dictionary<dynamic, (dynamic? A, string? B)[]>?> A() => Task.FromResult<Dictionary<dynamic, (dynamic? A, string? B)[]>?>(null); }" },
        { "outputs that differ along the bases", "[Flow] public partial class A { [Step, Output] protected int N() => 1; } [Flow] public partial class B : A { [Step(nameof(N))] protected void M() { } } [Flow] public partial class C<T> : A where T : new() { [Step] T Make() => new(); } public class D : C<object> { }" },
        { "reference conversion", "class Animal { } class Dog : Animal { } [Flow] partial class F { [Step] Dog A() => new(); [Step] void B(Animal a) { } void B(Dog d) { } [Step] void C(IEnumerable<char> s) { } [Step] string D() => \"\"; }" },
        { "identity goes before conversion", "class Animal { } class Dog : Animal { } [Flow] partial class F { [Step] Dog A() => new(); [Step] Animal B() => new(); [Step] void C(Animal a) { } }" },
        { "From with boxing, widening and nullable", "[Flow] public partial class F { [Step] int A() => 1; [Step] void B([From(nameof(A))] object a, [From(nameof(A))] long b, [From(nameof(A))] int? c) { } }" },
        { "optional, params, context and token", "[Flow] public partial class F { [Step] string[] A() => []; [Step] void B(int n = 5, CancellationToken ct = default, StepContext c = default, params string[] a) { } [Step] void C(params int[] none) { } }" },
        { "token and context by From", "[Flow] public partial class F { [Step] CancellationToken A() => default; [Step] void B([From(nameof(A))] CancellationToken a, CancellationToken run) { } }" },
        { "own type as parameter", "[Flow] public partial class F { [Step] int A() => 1; [Step(nameof(A))] long B(int a) => a; [Step] long C([From(nameof(B))] long b) => b; }" },
        { "the same upstream thrice", "[Flow] public partial class F { [Step] int A() => 1; [Step(nameof(A), nameof(A))] void B(int a, [From(nameof(A))] int again) { } }" },
        { "locks of every type", "class Mine : IFlowLock { public ValueTask AcquireAsync(CancellationToken ct) => default; public void Release() { } } [Flow] partial class F { readonly FlowLock _a = new(); FlowSemaphore B { get; } = new(2); static readonly SemaphoreSlim s_c = new(1); private IFlowLock? _d; Mine E => new(); [Step, WithLock(nameof(_a), nameof(B), nameof(s_c), nameof(_d), nameof(E), nameof(_a))] void Work() => _d = null; }" },
        { "lock of a type parameter", "[Flow] public partial class F<T>(T held) where T : class, IFlowLock { [Step, WithLock(nameof(held))] void A() { } }" },
        { "primary-constructor parameter as lock", "[Flow] public partial class F(SemaphoreSlim gate) { [Step, WithLock(nameof(gate))] void A() { } [Step, WithLock(nameof(gate))] void B() { } }" },
        { "such a parameter that is kept in a field too", "[Flow] public partial class F(SemaphoreSlim gate) { private readonly SemaphoreSlim _gate = gate; [Step, WithLock(nameof(gate))] void A() => _gate.Dispose(); }" },
        { "such a parameter that goes to the base too", "public class Base(SemaphoreSlim g) { protected SemaphoreSlim G { get; } = g; } [Flow] public partial class F(SemaphoreSlim gate) : Base(gate) { [Step, WithLock(nameof(gate))] void A() { } }" },
        { "such a parameter with a keyword's name", "[Flow] public partial class F(FlowLock field, FlowLock @lock) { [Step, WithLock(nameof(field), nameof(@lock))] void A() { } }" },
        { "explicit interface implementation", "interface IWork { int Work(); } [Flow] partial class F : IWork { [Step] int IWork.Work() => 1; [Step(\"Work\")] void B(int work) { } }" },
        { "private result types", "[Flow] public partial class F { private sealed record Part; [Step] private Part A() => new(); [Step] private Task<List<Part>> B(Part a) => Task.FromResult(new List<Part>()); [Step, Output] private int C(List<Part> b) => b.Count; }" },
        { "private output type", "[Flow] public partial class F { private sealed record Part; [Step, Output] private Part A() => new(); }" },
        { "internal output type", "record Part; [Flow] public partial class F { [Step, Output] private List<Part> A() => new(); } class User { ValueTask<List<Part>> Use() => new F().ExecuteAsync(); }" },
        { "private nested flow with a private output type", "partial class O { private record Part; [Flow] private partial class F { [Step, Output] Part A() => new(); } async Task<object> Use() => await new F().ExecuteAsync(); }" },
        { "protected output type of a base class", "public class Base { protected record Part; } [Flow] public partial class F : Base { [Step, Output] Part A() => new(); }" },
        { "lower-case names", "public static partial class @outer { [Flow] public partial class @flow<@type> { [Step] void a() { } } }" },
        { "contextual keywords as names", "[Flow] public partial class @required<@scoped> { [Step] void A() { } } [Flow] public partial class @record { [Step] void A() { } } [Flow] public partial class @file { [Step] void A() { } } [Flow] public partial class @partial { [Step] void A() { } }" },
        { "nullability within a converted tuple", "[Flow] public partial class F { [Step] (int, string?) A() => (1, null); [Step] void B([From(nameof(A))] (long, string?) x) { } [Step] (int, (int, string)) C() => (1, (1, \"\")); [Step] void D([From(nameof(C))] (long, (object, object?)) x) { } }" },
        { "nullability within a tuple with names", "[Flow] public partial class F { [Step] ValueTask<(int Count, string? Name)> A() => new((1, null)); [Step] ValueTask B([From(nameof(A))] (int, string) x) => default; }" },
        { "a base class with similar members", "public class B { public void ExecuteAsync<T>(CancellationToken ct) { } public void ExecuteAsync(Other.FlowOptions options, Other.CancellationToken ct) { } public void RunAsync(Other.CancellationToken ct) { } public void RunAsync(in CancellationToken ct) { } } [Flow] public partial class F : B { [Step] void A() { } } namespace Other { public class CancellationToken { } public class FlowOptions { } }" },
        { "a base class with the same members", "public class B { public Task ExecuteAsync(CancellationToken ct) => Task.CompletedTask; public int RunAsync => 1; protected class Plan { } } [Flow] public partial class F : B { [Step] void A() { } }" },
        { "a base flow with private members", "public class Work { } [Flow] public partial class B { private sealed record Part; private static Part Make() => new(); [Composition] private static FlowNode All => Compose.Series(Make); [Flow] public partial class Nested : B { [Step] void A() { } } } public class M : B { } [Flow] public partial class Q : M { [Step] void Z() { } }" },
        { "a base flow with internal members", "record Part; [Flow] public partial class B { static Part Make() => new(); [Composition] private static FlowNode All => Compose.Series(Make); } [Flow] public partial class Q : B { [Step] void Z() { } }" },
        { "static members of interfaces", "interface I<T> { static abstract Task<T> A(T t, CancellationToken ct); static abstract void B(); } [Flow] public partial class F<TSelf> : I<int> { [Step] int N() => 1; [Step, Output] static Task<int> I<int>.A(int n, CancellationToken ct) => Task.FromResult(n); [Step(\"A\")] static void I<int>.B() { } }" },
        { "forbidden types in obsolete steps", "[Obsolete(\"no\", true)] public class Old { } [Flow] public partial class F { [Step, Obsolete] Old A() => new(); [Step, Obsolete] Task B(Old old) => Task.CompletedTask; [Step, Obsolete(\"x\")] Task<List<Old>> C() => Task.FromResult(new List<Old>()); [Step, Output] int D() => 1; }" },
        { "experimental locks and receivers", """
            using System.Diagnostics.CodeAnalysis;
            [Experimental("NEW1")] public class NewLock : IFlowLock { public ValueTask AcquireAsync(CancellationToken ct) => default; public void Release() { } }
            [Experimental("NEW2")] public class Service { public void Work() { } public NewLock Lock = new(); }
            [Experimental("NEW3")] public static class Statics { public static void Work() { } public static readonly FlowLock L = new(); }
            #pragma warning disable NEW1, NEW2, NEW3
            [Flow] public partial class F(NewLock gate) { [Step, WithLock(nameof(gate))] void A() { } }
            [Flow] public partial class G(Service service) { private readonly Service _own = new(); [Composition] FlowNode All => Compose.Series(service.Work, Compose.WithLock(_own.Work, _own.Lock), Compose.WithLock(Statics.Work, Statics.L)); }
            #pragma warning restore NEW1, NEW2, NEW3
            """ },
        { "compliant with the CLS", "[assembly: CLSCompliant(true)] [Flow] public partial class F { private static uint A() => 1; [Composition] private static FlowNode All => Compose.Series(A); } [Flow] public static partial class G { private static void A() { } [Composition] private static FlowNode All => Compose.Series(A); }" },
        { "compliant with the CLS, derived", "[assembly: CLSCompliant(true)] public class B<T> { public T? Value; } [Flow] public partial class F<T> : B<T> { private List<T> A() => new(); [Composition] private FlowNode All => Compose.Series(A); }" },
        { "a mapped call", "using System.Diagnostics.CodeAnalysis; [Flow] public partial class F { [Step, RequiresUnreferencedCode(\"x\")] int A(CancellationToken ct) => 1; [Step, RequiresDynamicCode(\"x\"), UnconditionalSuppressMessage(\"AOT\", \"IL3050\", Justification = \"because\")] Task<int> B(int a) => Task.FromResult(1); [Step] int[] C() => []; [Step, RequiresUnreferencedCode(\"y\")] ValueTask<long> D([Each(nameof(C))] int c) => default; [Step, RequiresUnreferencedCode(\"y\")] ValueTask G() => default; }" },
        { "obsolete and experimental", """
            using System.Diagnostics.CodeAnalysis;
            [Obsolete] public class Old { }
            [Experimental("NEW1")] public class New { }
            [Flow] public partial class F {
                [Step, Obsolete] void A() { }
                [Step, Obsolete("use A")] void B() { }
                #pragma warning disable CS0612, NEW1
                [Step] Old C() => new();
                [Step] Task<New[]> D() => Task.FromResult(new New[0]);
                [Step, Output] New[] E(Old old, New[] news) => news;
                #pragma warning restore CS0612, NEW1
            }
            """.Replace("[Step, Output] New[] E", "[Step] New[] E", StringComparison.Ordinal).Replace("New[] news", "[From(nameof(D))] New[] news", StringComparison.Ordinal) },
        { "settings", "[Flow(MaxConcurrency = 3, FailureMode = FailureMode.Continue, SingleThreaded = true)] public partial class F { [Step] void A() { } }" },
        { "IFlow in the base list already", "[Flow] public partial class F : IFlow, IDisposable { [Step, Output] int A() => 1; public void Dispose() { } }" },
        { "a base class with members of the names", "public class Base { public int Plan => 1; public Task ExecuteAsync(CancellationToken ct) => Task.CompletedTask; public void RunAsync(int n) { } } [Flow] public partial class F : Base { [Step] void A() { } }" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Compiles_without_a_warning(string shape, string source)
    {
        _ = shape;
        GeneratorRunner.GenerateClean(source);
    }

    [Fact]
    public void Compiles_with_the_language_of_CSharp_9()
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp9, DocumentationMode.Diagnose);
        GeneratorRunner.AssertClean(GeneratorRunner.Generate(GeneratorRunner.Compile(options, """
            using AsyncFlow;
            using System.Threading;
            using System.Threading.Tasks;
            namespace Demo
            {
                [Flow]
                public partial class F
                {
                    private readonly FlowLock _l = new();
                    [Step, WithLock(nameof(_l))] private async Task<int> A(CancellationToken ct) { await Task.Yield(); return 1; }
                    [Step, Output] private string B(int a, StepContext c) => a.ToString();
                }
            }
            """)));
    }
}
