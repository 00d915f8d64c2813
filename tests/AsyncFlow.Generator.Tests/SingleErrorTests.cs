using System.Collections.Immutable;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests;

/// <summary>
/// Tests that one error in a flow is reported once, by the compiler and the analyzer together, at the location marked with
/// <c>«»</c>. Code that uses the flow must have no further errors.
/// </summary>
public sealed class SingleErrorTests
{
    public static TheoryData<string, string, string> Errors => new()
    {
        { "FLOW001", "'F' must be partial because it is or contains a [Flow] class", "[Flow] class «F» { [Step] void A() { } }" },
        { "FLOW001", "'O' must be partial because it is or contains a [Flow] class", "class «O» { [Flow] partial class F { [Step] void A() { } } [Flow] partial class G { [Step] void A() { } } }" },
        { "FLOW002", "Dependency cycle: A → A", "[Flow] partial class F { [Step(«nameof(A)»)] void A() { } }" },
        { "FLOW002", "Dependency cycle: A → B → C → A", "[Flow] partial class F { [Step(«nameof(C)»)] void A() { } [Step(nameof(A))] int B() => 1; [Step] void C(int b) { } }" },
        { "FLOW002", "Dependency cycle: B → C → B", "[Flow] partial class F { [Step(nameof(C))] void A() { } [Step] int B(long «c», char d) => 1; [Step] long C(int b) => 1; [Step(nameof(A))] char D() => 'd'; }" },
        { "FLOW003", "'Lod' is not a step of 'F'; did you mean 'Load'?", "[Flow] partial class F { [Step] void Load() { } [Step(«\"Lod\"»)] void B() { } }" },
        { "FLOW003", "'Load' is not a step of 'F'; it is a method without [Step]", "[Flow] partial class F { void Load() { } [Step(«nameof(Load)»)] void B() { } }" },
        { "FLOW003", "'null' is not a step of 'F'", "[Flow] partial class F { [Step] void A() { } [Step(nameof(A), «null!»)] void B() { } }" },
        { "FLOW003", "'null' is not a step of 'F'", "[Flow] partial class F { [Step(«null!»)] void B() { } }" },
        { "FLOW003", "'Nope' is not a step of 'F'", "[Flow] partial class F { [Step] int Load() => 1; [Step] void B([From(«\"Nope\"»)] int n) { } }" },
        { "FLOW003", "'Nope' is not a step of 'F'", "[Flow] partial class F { [Step] void A() { } [Step(new[] { nameof(A), «\"Nope\"» })] void B() { } }" },
        { "FLOW004", "Parameter 's' of step 'B' needs 'string', which no step produces; if callers give it, mark it [Input] or take it in the constructor", "[Flow] partial class F { [Step] int A() => 1; [Step] void B(string «s») { } }" },
        { "FLOW004", "Parameter 's' of step 'B' needs 'string', but 'A' produces 'int'", "[Flow] partial class F { [Step] int A() => 1; [Step] void B([From(«nameof(A)»)] string s) { } }" },
        { "FLOW004", "Parameter 's' of step 'B' needs 'string', but 'A' has no result", "[Flow] partial class F { [Step] Task A() => Task.CompletedTask; [Step] void B([From(«nameof(A)»)] string s) { } }" },
        { "FLOW004", "Parameter 'a' of step 'B' needs 'int', which no step produces; 'A' runs once for each element, so it produces 'IReadOnlyList<int>'", "[Flow] partial class F { [Step] string[] N() => []; [Step] int A([Each(nameof(N))] string s) => s.Length; [Step] void B(int «a») { } }" },
        { "FLOW004", "Parameter 'a' of step 'A' needs 'int', which no step produces; if callers give it, mark it [Input] or take it in the constructor", "[Flow] partial class F { [Step] int A(int «a») => a; }" },
        { "FLOW004", "Parameter 'a' of step 'B' needs 'object', which no step produces; if callers give it, mark it [Input] or take it in the constructor", "[Flow] partial class F { [Step] int A() => 1; [Step] void B(object «a») { } }" },
        { "FLOW005", "Parameter 'n' of step 'C' needs 'int', which several steps produce: 'A', 'B'; choose one with [From]", "[Flow] partial class F { [Step] int A() => 1; [Step] Task<int> B() => Task.FromResult(1); [Step] void C(int «n») { } }" },
        { "FLOW005", "Parameter 'n' of step 'C' needs 'object?', which several steps produce: 'A', 'B'; choose one with [From]", "[Flow] partial class F { [Step] string A() => \"\"; [Step] List<int> B() => []; [Step] void C(object? «n» = null) { } }" },
        { "FLOW006", "'A' cannot be a step of 'F': 'async void' cannot be awaited; return Task", "[Flow] partial class F { [Step] async «void» A() => await Task.Yield(); }" },
        { "FLOW006", "'A' cannot be a step of 'F': it is generic, and its type arguments are unknown", "[Flow] partial class F { [Step] T A«<T>»() => default!; [Step] void B(string s) { } }" },
        { "FLOW006", "'A' cannot be a step of 'F': its parameter 'n' is passed by reference", "[Flow] partial class F { [Step] void A(«in int n») { } }" },
        { "FLOW006", "'A' cannot be a step of 'F': its parameter 'n' is passed by reference", "[Flow] partial class F { [Step] void A(«out int n») => n = 1; }" },
        { "FLOW006", "'A' cannot be a step of 'F': it returns a reference, which is not supported", "[Flow] partial class F { int _n; [Step] «ref int» A() => ref _n; [Step] void B(int a) { } }" },
        { "FLOW006", "'A' cannot be a step of 'F': a result of type 'Span<int>' cannot be stored", "[Flow] partial class F { [Step] «Span<int>» A() => default; }" },
        { "FLOW006", "'A' cannot be a step of 'F': no step can produce the type 'ReadOnlySpan<char>' of its parameter 's'", "[Flow] partial class F { [Step] void A(«ReadOnlySpan<char> s») { } }" },
        { "FLOW006", "'A' cannot be a step of 'F': its awaiter 'Awaiter' is a ref struct, which cannot be stored while the step is suspended", "struct Awaitable { public Awaiter GetAwaiter() => default; } ref struct Awaiter : System.Runtime.CompilerServices.INotifyCompletion { public bool IsCompleted => true; public void GetResult() { } public void OnCompleted(Action a) { } } [Flow] partial class F { [Step] «Awaitable» A() => default; }" },
        { "FLOW006", "'get_A' cannot be a step of 'F': it is not an ordinary method", "[Flow] partial class F { int A { [Step] «get» => 1; } }" },
        { "FLOW006", "'A' cannot be a step of 'F': it is obsolete, and calling it is an error", "[Flow] partial class F { [Step, Obsolete(\"gone\", true)] void «A»() { } }" },
        { "FLOW006", "'Base.A', 'Base.B' cannot be a step of 'F': 'F' cannot access it; make it protected", "class Base { [Step] void A() { } [Step] int B() => 1; } [Flow] partial class «F» : Base { [Step] void C(int b) { } }" },
        { "FLOW006", "'A' cannot be a step of 'Base': 'async void' cannot be awaited; return Task", "class Base { [Step] protected async «void» A() => await Task.Yield(); } [Flow] partial class F : Base { } [Flow] partial class G : Base { }" },
        { "FLOW007", "Step 'A' cannot hold '_net': 'F' has no such field, property or primary-constructor parameter; did you mean '_nets'?", "[Flow] partial class F { readonly FlowLock _nets = new(); [Step, WithLock(«\"_net\"»)] void A() { } }" },
        { "FLOW007", "Step 'A' cannot hold '_n': its type 'int' is not a lock; use FlowLock, FlowSemaphore, SemaphoreSlim or a class that implements IFlowLock", "[Flow] partial class F { int _n = 1; [Step, WithLock(«nameof(_n)»)] void A() => _n++; }" },
        { "FLOW007", "Step 'A' cannot hold 'B': it is neither a field nor a property", "[Flow] partial class F { void B() { } [Step, WithLock(«nameof(B)»)] void A() { } }" },
        { "FLOW007", "Step 'Base.A' cannot hold '_l': 'F' cannot read it", "class Base { private readonly FlowLock _l = new(); [Step, WithLock(nameof(_l))] protected void A() => _l.ToString(); } [Flow] partial class «F» : Base { }" },
        { "FLOW008", "'F' has several steps named 'A'; step names must be unique", "[Flow] partial class F { [Step] int A() => 1; [Step] void «A»(int n) { } [Step(nameof(A))] void B() { } }" },
        { "FLOW009", "'B' cannot be the [Output] of 'F': 'A' is already the output", "[Flow] partial class F { [Step, Output] int A() => 1; [Step, «Output»] int B() => 1; }" },
        { "FLOW009", "'A' cannot be the [Output] of 'F': it has no result", "[Flow] partial class F { [Step, «Output»] Task A() => Task.CompletedTask; }" },
        { "FLOW010", "[WithLock] has no effect on the method 'A' because 'A' is not a step", "[Flow] partial class F { readonly FlowLock _l = new(); [«WithLock(nameof(_l))»] void A() { } }" },
        { "FLOW010", "[Output] has no effect on the method 'A' because 'A' is not a step", "class F { [«Output»] int A() => 1; }" },
        { "FLOW010", "[From] has no effect on the parameter 'n' because 'F' is not a step", "class F([«From(\"A\")»] int n) { public int N => n; }" },
        { "FLOW014", "'F' cannot be a flow: it is a file-local class", "[Flow] file partial class «F» { [Step] void A() { } }" },
        { "FLOW014", "'F' cannot be a flow: its member 'Plan' has the name of a generated member", "[Flow] partial class F { [Step] void A() { } int «Plan» => 1; }" },
        { "FLOW014", "'F' cannot be a flow: its member 'ExecuteAsync' has the name of a generated member", "[Flow] partial class F { [Step] void A() { } Task «ExecuteAsync»(int n) => Task.CompletedTask; }" },
        { "FLOW014", "'RunAsync' cannot be a flow: 'RunAsync' is the name of a generated member", "[Flow] partial class «RunAsync» { [Step] void A() { } }" },
        { "FLOW014", "'F' cannot be a flow: it implements IFlow, which is generated", "[Flow] partial class F : IFlow<int> { [Step, Output] int A() => 1; ValueTask<int> IFlow<int>.«ExecuteAsync»(CancellationToken c) => default; ValueTask<int> IFlow<int>.ExecuteAsync(FlowOptions? o, CancellationToken c) => default; ValueTask<FlowReport<int>> IFlow<int>.RunAsync(CancellationToken c) => default; ValueTask<FlowReport<int>> IFlow<int>.RunAsync(FlowOptions? o, CancellationToken c) => default; FlowPlan IFlow.Plan => null!; ValueTask IFlow.ExecuteAsync(CancellationToken c) => default; ValueTask IFlow.ExecuteAsync(FlowOptions? o, CancellationToken c) => default; ValueTask<FlowReport> IFlow.RunAsync(CancellationToken c) => default; ValueTask<FlowReport> IFlow.RunAsync(FlowOptions? o, CancellationToken c) => default; }" },
        { "FLOW014", "'F' cannot be a flow: it implements IFlow, which is generated", "[Flow] partial class F : IFlow { [Step] void A() { } FlowPlan IFlow.«Plan» => null!; ValueTask IFlow.ExecuteAsync(CancellationToken c) => default; ValueTask IFlow.ExecuteAsync(FlowOptions? o, CancellationToken c) => default; ValueTask<FlowReport> IFlow.RunAsync(CancellationToken c) => default; ValueTask<FlowReport> IFlow.RunAsync(FlowOptions? o, CancellationToken c) => default; }" },
        { "FLOW015", "MaxConcurrency of 'F' cannot be -1; use 0 for no limit", "[Flow(MaxConcurrency = «-1»)] partial class F { [Step] void A() { } }" },
        { "FLOW015", "FailureMode of 'F' cannot be 7; use FailureMode.Cancel or FailureMode.Continue", "[Flow(FailureMode = «(FailureMode)7»)] partial class F { [Step] void A() { } }" },
        { "CS0103", "The name 'Nope' does not exist in the current context", "[Flow] partial class F { [Step(nameof(«Nope»))] void A() { } }" },
        { "CS0103", "The name 'Nope' does not exist in the current context", "[Flow] partial class F { [Step] int A() => 1; [Step, WithLock(nameof(«Nope»))] void B([From(nameof(A))] int a) { } }" },
        { "CS0246", "The type or namespace name 'Nope' could not be found (are you missing a using directive or an assembly reference?)", "[Flow] partial class F { [Step] int A() => 1; [Step] void B(«Nope» n, int a) { } }" },
        { "CS0246", "The type or namespace name 'Nope' could not be found (are you missing a using directive or an assembly reference?)", "[Flow] partial class F { [Step, Output] Task<«Nope»> A() => throw null!; [Step] void B(string s) { } } class U { async Task Use() { string s = await new F().ExecuteAsync(); } }" },
        { "CS0246", "The type or namespace name 'Nope' could not be found (are you missing a using directive or an assembly reference?)", "[Flow] partial class F { readonly «Nope» _l = null!; [Step, WithLock(nameof(_l))] void A() => _l.ToString(); }" },
        { "CS0579", "Duplicate 'Flow' attribute", "[Flow] partial class F { [Step] void A() { } } [«Flow»] partial class F { }" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Reports_exactly_one_error(string id, string message, string marked)
    {
        int start = marked.IndexOf('«', StringComparison.Ordinal);
        int end = marked.IndexOf('»', StringComparison.Ordinal) - 1;
        string use = id is "FLOW001" or "FLOW014" ? "" : "\nclass Caller { async Task Run(F f, FlowOptions o) { IFlow flow = f; await flow.RunAsync(); await f.ExecuteAsync(o); (await f.RunAsync()).ThrowIfFailed(); } FlowPlan P => F.Plan; }";
        if (!marked.Contains("class F ", StringComparison.Ordinal) || !marked.Contains("[Flow", StringComparison.Ordinal) || marked.Contains("static class F", StringComparison.Ordinal))
        {
            use = "";
        }

        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile(new CSharpParseOptions(LanguageVersion.Latest), marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal) + use));
        ImmutableArray<Diagnostic> all =
        [
            .. compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
            .. GeneratorRunner.Analyze(compilation),
        ];

        Diagnostic only = Assert.Single(all);
        Assert.Equal((id, message), (only.Id, only.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal((start, end), (only.Location.SourceSpan.Start, only.Location.SourceSpan.End));
    }
}
