using AsyncFlow.Generator.Model;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests.Composition;

/// <summary>What an edit makes the generator do again for composed flows.</summary>
public sealed class ComposedCachingTests
{
    private const string Flows = """
        using static AsyncFlow.Compose;
        [Flow] public static partial class UsesPiece { [Composition] private static FlowNode All => Series(Pieces.P, F); private static void F() { } }
        [Flow] public static partial class Alone { [Composition] private static FlowNode All => Series(F); private static void F() { } }
        """;

    private const string Pieces = """
        using static AsyncFlow.Compose;
        public static class Pieces { [Composition] public static FlowNode P => Series(G, H); public static void G() { } public static void H() { } }
        """;

    [Theory]
    [InlineData("class Other { }", "class Other { int _n; }")]
    [InlineData("public static void H() { }", "public static void H() { H(); }")]
    [InlineData("Series(G, H)", "Series(\n    // first\n    G,\n    (H))")]
    [InlineData("using static AsyncFlow.Compose;\n[Flow]", "using static AsyncFlow.Compose;\n\n\n[Flow]")]
    public void An_edit_that_leaves_the_plans_changes_nothing(string before, string after) => Assert.Empty(Emitted(before, after));

    [Theory]
    [InlineData("Series(G, H)", "Parallel(G, H)", "UsesPiece")]
    [InlineData("Series(G, H)", "Series(G, () => { })", "UsesPiece")]
    [InlineData("public static void H()", "public static Task H() => Task.CompletedTask; public static void I()", "UsesPiece")]
    [InlineData("Series(F)", "Series(F, F)", "Alone")]
    public void An_edit_of_a_plan_emits_the_flows_that_have_it(string before, string after, string flow) => Assert.Equal([flow], Emitted(before, after));

    private static string[] Emitted(string before, string after)
    {
        string[] sources = [Flows, Pieces, "class Other { }"];
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
