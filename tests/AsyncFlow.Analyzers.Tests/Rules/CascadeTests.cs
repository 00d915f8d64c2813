using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>Tests that an error of the compiler is not reported again, by a rule or in generated code.</summary>
public class CascadeTests
{
    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "[Flow] public partial class F { private readonly FlowLok _l = new(); [Step, WithLock(nameof(_l))] void A() { } [Step, WithLock(nameof(_l))] Task B() => Task.CompletedTask; }", ["CS0246"] },
        { "[Flow] public partial class F(FlowLok l) { [Step, WithLock(nameof(l))] void A() { } }", ["CS0246"] },
        { "[Flow] public partial class F { bol On => true; [Step, When(nameof(On))] void A() { } }", ["CS0246"] },
        { "[Flow] public partial class F { bol On() => true; [Step, When(nameof(On))] void A() { } }", ["CS0246"] },
        { "[Flow] public partial class F { [Step] bol On() => true; [Step, When(nameof(On))] void A() { } }", ["CS0246"] },
        { "[Flow] public partial class F<T> where T : IFooo { [Step] T? A() => default; [Step] void B(T? a) { } }", ["CS0246"] },
        { "[Flow] public partial class F<T> where U : class { [Step] T? A() => default; [Step] void B(T? a) { } }", ["CS0699"] },
        { "[Flow] public partial class F { public static F operator +(F a, F b) => a; [Step] public static F operator -(F a, F b) => a; }", ["FLOW006"] },
        { "[Flow] public partial class F { [Step] public F(int x) { } [Step] void A() { } }", ["CS0592"] },
        { "[Flow] public partial class F { [Step] Task<Span<int>> A() => null!; [Step] void B() { } }", ["CS9244"] },
        { "[Flow] public static partial class F { [Step] void A() { } }", ["CS0708"] },
        { "[Flow] public static partial class F { FlowLock L => new(); bool On => true; [Step, WithLock(nameof(L)), When(nameof(On))] static void A() { } }", ["CS0708", "CS0708"] },
        { "[Flow] public partial class F { private record P; } [Flow] public partial class G : F { [Step, Output] private void A() { } }", ["FLOW102", "FLOW009"] },
        { "public class B { private record P; [Step, Output] private P A() => new(); } [Flow] public partial class G : B { }", ["FLOW101", "FLOW006"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task One_mistake_is_one_error(string source, string[] ids)
    {
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Test.cs", source)));
        Assert.True(ids.SequenceEqual(diagnostics.Select(static diagnostic => diagnostic.Id)), string.Join("\n", diagnostics.AsEnumerable()));
    }

    [Fact]
    public async Task A_copied_class()
    {
        const string Copy = "[Flow] public partial class F { private readonly FlowLock _l = new(); [Step] int A() => 1; [Step, WithLock(nameof(_l))] void B(int a) { } }";
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Test.cs", Copy), ("Copy.cs", Copy)));
        Assert.All(diagnostics, static diagnostic => Assert.StartsWith("CS", diagnostic.Id, StringComparison.Ordinal));
        Assert.All(diagnostics, static diagnostic => Assert.True(diagnostic.Location.SourceTree!.FilePath is "Test.cs" or "Copy.cs", diagnostic.ToString()));
    }
}
