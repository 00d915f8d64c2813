using System.Collections.Immutable;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests.Binding;

/// <summary>
/// Tests that every call in generated code binds to the step's own method, whatever overloads there are. In the sources, a method without
/// <c>[Step]</c> is a decoy, whose call is an error. The flow also runs: a decoy throws.
/// </summary>
public sealed class OverloadTests
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    private const string Decoy = "throw new InvalidOperationException(\"decoy\")";

    public static TheoryData<string, string> Flows => new()
    {
        { "an omitted default", $"[Flow] public partial class F {{ string Load() => {Decoy}; [Step, Output] string Load(int retries = 3) => \"ok\" + retries; }}" },
        { "params", $"[Flow] public partial class F {{ string Load() => {Decoy}; [Step, Output] string Load(params int[] none) => \"ok\" + none.Length; }}" },
        { "params of a collection type", $"[Flow] public partial class F {{ string Load() => {Decoy}; [Step, Output] string Load(params IEnumerable<int> none) => \"ok\" + none.Count(); }}" },
        { "a token and a default", $"[Flow] public partial class F {{ string A(CancellationToken ct) => {Decoy}; [Step, Output] string A(CancellationToken ct, string s = \"d\") => \"ok\" + s; }}" },
        { "a token beside an optional one", $"[Flow] public partial class F {{ string A(CancellationToken ct, string s = \"d\") => {Decoy}; [Step, Output] string A(CancellationToken ct) => \"ok\"; }}" },
        { "a more general overload with a default", $"[Flow] public partial class F {{ [Step] string S() => \"s\"; string A(object o, int n = 1) => {Decoy}; [Step, Output] string A(object o) => \"ok\"; }}" },
        { "an overload with a more specific type", $"[Flow] public partial class F {{ [Step] string S() => \"s\"; string A(string s) => {Decoy}; [Step, Output] string A(object o) => \"ok\"; }}" },
        { "a generic overload", $"[Flow] public partial class F {{ [Step] string S() => \"s\"; string A<T>(T t) => {Decoy}; [Step, Output] string A(object o) => \"ok\"; }}" },
        { "a null default", $"[Flow] public partial class F {{ string A(int? n = 1) => {Decoy}; string A(object? o = null) => {Decoy}; [Step, Output] string A(string? s = null) => \"ok\" + s; }}" },
        { "an element", $"[Flow] public partial class F {{ [Step] string[] Names() => [\"a\"]; int A(string s) => {Decoy}; [Step] int A([Each(nameof(Names))] object o, long n = 1) => 1; [Step, Output] string Sum(IReadOnlyList<int> all) => \"ok\" + all.Count; }}" },
        { "a static overload", $"[Flow] public partial class F {{ static string A() => {Decoy}; [Step, Output] string A(int n = 1) => \"ok\"; }}" },
        { "a static step", $"[Flow] public partial class F {{ string A() => {Decoy}; [Step, Output] static string A(int n = 1) => \"ok\"; }}" },
        { "a static flow", $"[Flow] public static partial class G {{ static string A() => {Decoy}; [Step, Output] static string A(int n = 1) => \"ok\"; }} public sealed partial class F {{ }} [Flow] public sealed partial class F {{ [Step, Output] static async Task<string> Run() => await G.ExecuteAsync(); }}" },
        { "a skipped result", $"[Flow] public partial class F {{ bool _off => false; [Step, When(nameof(_off))] int N() => 1; string A(long n) => {Decoy}; string A(object n) => {Decoy}; [Step, Output] string A(int? n = null) => \"ok\" + n; }}" },
        { "a public step of a base class", $"public class B {{ [Step, Output] public string Show(string s) => \"ok\"; [Step] public string S() => \"\"; }} [Flow] public partial class F : B {{ string Show(object o) => {Decoy}; }}" },
        { "a protected step of a base class", $"public class B {{ [Step, Output] protected string Show(string s) => \"ok\"; [Step] protected string S() => \"\"; }} [Flow] public partial class F : B {{ string Show(object o) => {Decoy}; }}" },
        { "a protected virtual step of a base class", $"public class B {{ [Step, Output] protected virtual string Show(string s) => {Decoy}; [Step] protected string S() => \"\"; }} [Flow] public partial class F : B {{ protected override string Show(string s) => \"ok\"; string Show(object o) => {Decoy}; }}" },
        { "a step of a base class whose derived class has a better overload", $"public class B {{ [Step, Output] protected string Show(object s) => \"ok\"; [Step] protected string S() => \"\"; }} public class M : B {{ protected string Show(string o) => {Decoy}; }} [Flow] public partial class F : M {{ }}" },
        { "an asynchronous protected step of a base class, for each element", $"public class B {{ [Step] protected string[] S() => [\"\"]; [Step] protected Task<int> Show([Each(nameof(S))] string s) => Task.FromResult(1); }} [Flow] public partial class F : B {{ Task<int> Show(object o) => {Decoy}; [Step, Output] string Sum(IReadOnlyList<int> all) => \"ok\"; }}" },
        { "a private overload of a base class", $"public class B {{ private string Show(object s) => {Decoy}; }} [Flow] public partial class F : B {{ [Step, Output] string Show(object s) => \"ok\"; [Step] string S() => \"\"; }}" },
        { "an overload with priority", $"[Flow] public partial class F {{ [Step] string S() => \"\"; [System.Runtime.CompilerServices.OverloadResolutionPriority(1)] string A(object o) => {Decoy}; [Step, Output] private string A(string s) => \"ok\"; }}" },
        { "an override that is a step, beside an overload", $"public class B {{ [Step] public string S() => \"\"; [Step] public virtual string Show(string s) => {Decoy}; }} [Flow] public partial class F : B {{ [Step, Output] public override string Show(string s) => \"ok\"; public string Show(object o) => {Decoy}; }}" },
        { "a protected override that is a step, beside an overload", $"public class B {{ [Step] protected string S() => \"\"; protected virtual string Show(string s) => {Decoy}; }} [Flow] public partial class F : B {{ [Step, Output] protected override string Show(string s) => \"ok\"; private string Show(object o) => {Decoy}; }}" },
        { "an override with another result, beside an overload", $"public class B {{ [Step] public string S() => \"\"; public virtual object Show(string s) => {Decoy}; }} [Flow] public partial class F : B {{ [Step, Output] public override string Show(string s) => \"ok\"; public string Show(object o) => {Decoy}; }}" },
        { "a protected override in a generic class, beside an overload", $"public class B {{ [Step] protected string S() => \"\"; [Step] protected virtual string Show(string s) => {Decoy}; }} [Flow] public partial class G<T> : B {{ [Step, Output] protected override string Show(string s) => \"ok\"; private string Show(object o) => {Decoy}; }} [Flow] public partial class F {{ [Step, Output] async Task<string> Run() => await new G<int>().ExecuteAsync(); }}" },
        { "a dynamic input", $"[Flow] public partial class G {{ string Show(int n) => {Decoy}; [Step, Output] string Show([Input] dynamic value) => \"ok\" + value; }} [Flow] public partial class F {{ [Step, Output] async Task<string> Run() => await new G().ExecuteAsync((object)1); }}" },
        { "an override that renames parameters", "public class B { [Step, Output] protected virtual string Load(int retries = 3, CancellationToken ct = default) => \"\"; } [Flow] public partial class F : B { protected override string Load(int attempts, CancellationToken token) => \"ok\" + attempts; }" },
        { "an override with another default", "public class B { [Step, Output] protected virtual string Load(int retries = 3, CancellationToken ct = default) => \"\"; } [Flow] public partial class F : B { protected override string Load(int attempts = 4, CancellationToken token = default) => \"ok\" + attempts; }" },
        { "a composition of own methods", $"[Flow] public partial class F {{ [Composition] FlowNode All => Compose.Series((Func<int, string>)A); string A() => {Decoy}; [Chosen] string A(int n = 3) => \"ok\" + n; }}" },
        { "a composition of methods of another object", $"public class B {{ [Chosen] public string A(int n = 2) => \"ok\"; }} public class D : B {{ public string A(long n = 1) => {Decoy}; public string A(object? o = null) => {Decoy}; }} [Flow] public partial class F {{ private readonly B _b = new D(); [Composition] FlowNode All => Compose.Series(_b.A); }}" },
        { "a composition of methods of an interface", $"public interface I {{ [Chosen] string A(string s = \"\"); }} public interface J : I {{ string A(object? s = null); }} public class D : J {{ string I.A(string s) => \"ok\"; string J.A(object? o) => {Decoy}; }} [Flow] public partial class F {{ private readonly J _b = new D(); [Composition] FlowNode All => Compose.Series(((I)_b).A); }}" },
        { "a condition with an overload in the derived class", $"public class B {{ public bool On() => true; [Step, Output, When(nameof(On))] public string? A() => \"ok\"; }} [Flow] public partial class F : B {{ bool On(int n = 1) => {Decoy}; }}" },
        { "a static member of an interface", "public interface I { static abstract string A(int n); } [Flow] public partial class F : I { [Step] int N() => 1; [Step, Output] static string I.A(int n) => \"ok\"; }" },
    };

    // Marks the methods that a composition means.
    private const string Chosen = "[AttributeUsage(AttributeTargets.Method)] public sealed class ChosenAttribute : Attribute { }";

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task Calls_bind_to_the_steps(string shape, string source)
    {
        Assert.NotEmpty(shape);
        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile(s_options, source, Chosen));
        GeneratorRunner.AssertClean(compilation);

        ImmutableHashSet<ISymbol> called = CalledMethods.In(compilation);
        Assert.All(called, static method => Assert.Contains(method.GetAttributes().Concat(Implementation(method)), static attribute => attribute.AttributeClass?.Name is "StepAttribute" or "ChosenAttribute"));
        Assert.StartsWith("ok", (string?)await FlowRunner.ResultOf(FlowRunner.Create(GeneratorRunner.Load(compilation))), StringComparison.Ordinal);
    }

    // The step that an abstract member of an interface stands for, the step that an override replaces or is, and the condition of a step.
    private static IEnumerable<AttributeData> Implementation(ISymbol method)
    {
        IMethodSymbol called = (IMethodSymbol)method;
        return called.ContainingType.TypeKind == TypeKind.Interface
            ? called.ContainingAssembly.GetTypeByMetadataName("F")!.GetMembers().OfType<IMethodSymbol>().Where(known => known.ExplicitInterfaceImplementations.Contains(called, SymbolEqualityComparer.Default)).SelectMany(static known => known.GetAttributes())
            : called.OverriddenMethod is { } overridden ? overridden.GetAttributes()
            : called.IsVirtual ? called.ContainingAssembly.GlobalNamespace.GetTypeMembers().SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>())
                .Where(known => SymbolEqualityComparer.Default.Equals(known.OverriddenMethod, called)).SelectMany(static known => known.GetAttributes())
            : called is { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.IsEmpty: true } ? [.. called.ContainingType.GetMembers().SelectMany(static member => member.GetAttributes()).Where(static attribute => attribute.AttributeClass?.Name == "StepAttribute")]
            : [];
    }
}
