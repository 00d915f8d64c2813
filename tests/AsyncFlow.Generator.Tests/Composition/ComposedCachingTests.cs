using AsyncFlow.Generator.Model;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests.Composition;

/// <summary>Tests of which composed flows are generated again after an edit.</summary>
public sealed class ComposedCachingTests
{
    private const string Flows = """
        using static AsyncFlow.Compose;
        [Flow] public static partial class UsesShared { [Composition] private static FlowNode All => Series(Parts.P, F); private static void F() { } }
        [Flow] public static partial class Alone { [Composition] private static FlowNode All => Series(F); private static void F() { } }
        """;

    private const string Parts = """
        using static AsyncFlow.Compose;
        public static class Parts { [Composition] public static FlowNode P => Series(G, H); public static void G() { } public static void H() { } }
        """;

    [Theory]
    [InlineData("class Other { }", "class Other { int _n; }")]
    [InlineData("public static void H() { }", "public static void H() { H(); }")]
    [InlineData("Series(G, H)", "Series(\n    // first\n    G,\n    (H))")]
    [InlineData("using static AsyncFlow.Compose;\n[Flow]", "using static AsyncFlow.Compose;\n\n\n[Flow]")]
    public void Edits_that_preserve_the_plan_regenerate_nothing(string before, string after) => Assert.Empty(Emitted(before, after));

    [Theory]
    [InlineData("Series(G, H)", "Parallel(G, H)", "UsesShared")]
    [InlineData("Series(G, H)", "Series(G, () => { })", "UsesShared")]
    [InlineData("public static void H()", "public static Task H() => Task.CompletedTask; public static void I()", "UsesShared")]
    [InlineData("Series(F)", "Series(F, F)", "Alone")]
    public void Editing_a_plan_regenerates_the_flows_that_use_it(string before, string after, string flow) => Assert.Equal([flow], Emitted(before, after));

    private static string[] Emitted(string before, string after)
    {
        string[] sources = [Flows, Parts, "class Other { }"];
        Assert.Contains(sources, source => source.Contains(before, StringComparison.Ordinal));
        CSharpCompilation compilation = GeneratorRunner.Compile(sources);
        GeneratorDriver driver = GeneratorRunner.Driver().RunGenerators(compilation);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            string text = tree.ToString();
            if (text.Contains(before, StringComparison.Ordinal))
            {
                compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text.Replace(before, after, StringComparison.Ordinal), (CSharpParseOptions)tree.Options, tree.FilePath));
                break;
            }
        }

        GeneratorRunResult result = driver.RunGenerators(compilation).GetRunResult().Results[0];
        return
        [
            .. result.TrackedSteps[FlowGenerator.ModelsStep]
                .SelectMany(static step => step.Outputs)
                .Where(static output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
                .Select(static output => ((FlowModel)output.Value).Name),
        ];
    }
}
