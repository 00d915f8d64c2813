using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers.Tests.Robustness;

/// <summary>Classes of 5,000 steps, whose paths are beyond counting.</summary>
public class ScaleTests
{
    private const int Steps = 5_000;

    [Fact]
    public async Task Steps_in_order_that_all_use_a_member()
    {
        // Diamonds: every step waits for the two before it, and so the second of the names is not redundant, but the first is.
        var source = Flow((step, text) => text.Append(CultureInfo.InvariantCulture, $"[Step{Upstream(step)}] private void S{step}() => Count({step});"));

        var diagnostics = await Analyze(source);

        Assert.Equal(Steps - 2, diagnostics.Length);
        Assert.All(diagnostics, diagnostic => Assert.Equal("FLOW201", diagnostic.Id));

        static string Upstream(int step) => step switch { 0 => "", 1 => "(nameof(S0))", _ => $"(nameof(S{step - 2}), nameof(S{step - 1}))" };
    }

    [Fact]
    public async Task Steps_side_by_side_that_all_use_a_member()
    {
        var source = Flow((step, text) => text.Append(CultureInfo.InvariantCulture, $"[Step] private void S{step}() => Count({step});"));

        var diagnostics = await Analyze(source);

        // Each step with eight of the others, the last ones with those that are left.
        Assert.Equal((8 * (Steps - 8)) + (7 * 8 / 2), diagnostics.Length);
        Assert.All(diagnostics, diagnostic => Assert.Equal("FLOW103", diagnostic.Id));
    }

    private static string Flow(Action<int, StringBuilder> step)
    {
        var text = new StringBuilder("[Flow] public partial class Large { private int _x; private void Count(int n) { if (n > 0) { Count(n - 1); } _x++; }\n");
        for (int i = 0; i < Steps; i++)
        {
            step(i, text);
            text.Append('\n');
        }

        return text.Append('}').ToString();
    }

    // The analyzers alone: compiling what is generated for so many steps takes longer than what is tested here.
    private static async Task<ImmutableArray<Diagnostic>> Analyze(string source)
    {
        var empty = (await TestProject.Create().GetCompilationAsync())!;
        return await empty
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview)))
            .WithAnalyzers(TestProject.Analyzers)
            .GetAnalyzerDiagnosticsAsync();
    }
}
