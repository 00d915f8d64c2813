using System.Globalization;
using System.Text;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Robustness;

/// <summary>
/// Flows within flows, in which the number of paths is exponential, and long lists of mistakes. These tests end; without a bound they would run for
/// minutes.
/// </summary>
public class NestedFlowScaleTests
{
    [Fact]
    public async Task Two_locks_and_two_flows_on_each_of_many_levels()
    {
        const int Levels = 40;
        StringBuilder source = new();
        for (int level = 0; level < Levels; level++)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $$"""
                [Flow]
                public partial class F{{level}}(FlowLock first, FlowLock second)
                {
                    [Step, WithLock(nameof(first))] private readonly F{{level + 1}} _a = new(first, second);
                    [Step(nameof(_a)), WithLock(nameof(second))] private readonly F{{level + 1}} _b = new(second, first);
                }
                """);
        }

        source.AppendLine(CultureInfo.InvariantCulture, $"[Flow] public partial class F{Levels}(FlowLock x, FlowLock y) {{ public FlowLock X => x; public FlowLock Y => y; [Step] private void A() {{ }} }}");
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Test.cs", source.ToString())));

        // The inner flows take one of the locks that the outer step holds.
        Assert.NotEmpty(diagnostics);
        Assert.All(diagnostics, static diagnostic => Assert.Equal("FLOW017", diagnostic.Id));
    }

    [Fact]
    public async Task A_long_chain_of_flows_whose_outputs_are_outputs()
    {
        const int Flows = 300;
        StringBuilder source = new();
        for (int flow = 0; flow < Flows; flow++)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"[Flow] public partial class F{flow} {{ [Step, Output] private readonly F{flow + 1} _next = new(); }}");
        }

        source.AppendLine(CultureInfo.InvariantCulture, $"[Flow] public partial class F{Flows} {{ [Step, Output] private int A() => 1; }}");
        Project project = TestProject.Create(("Test.cs", source.ToString()));
        Compilation compilation = (await project.GetCompilationAsync())!;

        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        IMethodSymbol execute = compilation.GetTypeByMetadataName("F0")!.GetMembers("ExecuteAsync").OfType<IMethodSymbol>().First();
        Assert.Equal("ValueTask<int>", execute.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
    }

    [LongFact]
    public async Task Many_misspelt_names()
    {
        const int Steps = 1_000;
        StringBuilder source = new("[Flow] public partial class F {\n");
        for (int step = 0; step < Steps; step++)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"[Step(\"LoadTheDocument{step}x\")] private void LoadTheDocumentOfPart{step}() {{ }}");
        }

        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Test.cs", source.Append('}').ToString())));

        Assert.Equal(Steps, diagnostics.Length);
        Assert.All(diagnostics, static diagnostic => Assert.Equal("FLOW003", diagnostic.Id));
    }
}
