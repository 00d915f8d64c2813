using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers.Tests.Robustness;

/// <summary>Tests with classes of 5,000 steps, in which the number of paths is exponential.</summary>
public class ScaleTests
{
    private const int Steps = 5_000;

    [LongFact]
    public async Task Ordered_steps_that_access_one_member()
    {
        // Every step depends on the two previous ones. The first of the two names is redundant.
        string source = Flow((step, text) => text.Append(CultureInfo.InvariantCulture, $"[Step{Upstream(step)}] private void S{step}() => Count({step});"));

        ImmutableArray<Diagnostic> diagnostics = await Analyze(source);

        Assert.Equal(Steps - 2, diagnostics.Length);
        Assert.All(diagnostics, diagnostic => Assert.Equal("FLOW201", diagnostic.Id));

        static string Upstream(int step) => step switch { 0 => "", 1 => "(nameof(S0))", _ => $"(nameof(S{step - 2}), nameof(S{step - 1}))" };
    }

    [Fact]
    public async Task Concurrent_steps_that_access_one_member()
    {
        string source = Flow((step, text) => text.Append(CultureInfo.InvariantCulture, $"[Step] private void S{step}() => Count({step});"));

        ImmutableArray<Diagnostic> diagnostics = await Analyze(source);

        Diagnostic only = Assert.Single(diagnostics);
        Assert.Equal("Data race on '_x': step 'S0' writes it while step 'S1' writes it too, as do 4998 more steps; add a dependency between the steps, or hold a common lock", only.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Concurrent_steps_that_access_many_members()
    {
        const int Members = 200;
        StringBuilder source = new("[Flow] public partial class Large {\n");
        for (int i = 0; i < Members; i++)
        {
            source.Append(CultureInfo.InvariantCulture, $"private int _x{i};\n[Step] private void S{i}() {{ {string.Concat(Enumerable.Range(0, Members).Select(static member => FormattableString.Invariant($"_x{member}++; ")))}}}\n");
        }

        ImmutableArray<Diagnostic> diagnostics = await Analyze(source.Append('}').ToString());

        Assert.Equal(Members, diagnostics.Length);
    }

    private static string Flow(Action<int, StringBuilder> step)
    {
        StringBuilder text = new("[Flow] public partial class Large { private int _x; private void Count(int n) { if (n > 0) { Count(n - 1); } _x++; }\n");
        for (int i = 0; i < Steps; i++)
        {
            step(i, text);
            text.Append('\n');
        }

        return text.Append('}').ToString();
    }

    // Only the analyzers run. Compiling the generated code of so many steps would take longer than the test itself.
    private static async Task<ImmutableArray<Diagnostic>> Analyze(string source)
    {
        Compilation empty = (await TestProject.Create().GetCompilationAsync())!;
        return await empty
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview)))
            .WithAnalyzers(TestProject.Analyzers)
            .GetAnalyzerDiagnosticsAsync();
    }
}
