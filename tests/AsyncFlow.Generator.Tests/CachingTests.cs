using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests;

/// <summary>Tests of which flows are generated again after an edit.</summary>
public sealed class CachingTests
{
    private const string First = """
        [Flow] public partial class First
        {
            private readonly FlowLock _lock = new();
            [Step] private int A() => 1;
            [Step, WithLock(nameof(_lock)), Output] private Task<string> B(int a, CancellationToken ct) => Task.FromResult("");
        }
        """;

    private const string Second = "[Flow] public static partial class Second { [Step] private static void A() { } }";

    private const string Invalid = "[Flow] public partial class Invalid { [Step(nameof(A))] private void A() { } }";

    // A flow that uses every feature, and its sub-flow.
    private static readonly Sources s_rich = Sources.Initial with
    {
        First = """
            [Flow] public partial class First(bool on)
            {
                [Step] private int[] Numbers() => [];
                [Step] private Task<string> Each([Each(nameof(Numbers), MaxConcurrency = 2)] int number) => Task.FromResult("");
                [Step(nameof(Each)), When(nameof(on), Is = false)] private readonly Second _second = new();
                [Step] private IFlow Other { get; } = new Second();
                [Step, Output] private int All(IReadOnlyList<string> texts, [From(nameof(_second))] int? count) => texts.Count + count ?? 0;
            }
            """,
        Second = "[Flow] public partial class Second { [Step, Output] private int A() => 1; }",
    };

    [Fact]
    public void Editing_a_sub_flow_regenerates_only_that_flow() => Assert.Equal(
        [("First.g.cs", true), ("Invalid.g.cs", true), ("Second.g.cs", false)],
        Edit(sources => sources with { Second = sources.Second.Replace("[Step,", "[Step] private void B() { } [Step,", StringComparison.Ordinal) }, s_rich));

    [Fact]
    public void Changing_the_output_type_of_a_sub_flow_regenerates_both_flows() => Assert.Equal(
        [("First.g.cs", false), ("Invalid.g.cs", true), ("Second.g.cs", false)],
        Edit(sources => sources with { Second = sources.Second.Replace("int", "byte", StringComparison.Ordinal) }, s_rich));

    [Theory]
    [InlineData("MaxConcurrency = 2", "MaxConcurrency = 3")]
    [InlineData("Is = false", "Is = true")]
    public void Changing_an_argument_of_Each_or_When_regenerates_the_flow(string before, string after) => Assert.Equal(
        [("First.g.cs", false), ("Invalid.g.cs", true), ("Second.g.cs", true)],
        Edit(sources => sources with { First = sources.First.Replace(before, after, StringComparison.Ordinal) }, s_rich));

    [Fact]
    public void Editing_other_code_regenerates_no_flow_of_any_form() => Assert.Equal(
        [("First.g.cs", true), ("Invalid.g.cs", true), ("Second.g.cs", true)],
        Edit(sources => sources with { Other = "class Other { int _n; }", First = "\n" + sources.First }, s_rich));

    [Fact]
    public void Editing_other_code_regenerates_nothing() => Assert.Equal(
        [("First.g.cs", true), ("Invalid.g.cs", true), ("Second.g.cs", true)],
        Edit(sources => sources with { Other = "class Other { int _n; }" }));

    [Fact]
    public void Editing_a_method_body_regenerates_nothing() => Assert.Equal(
        [("First.g.cs", true), ("Invalid.g.cs", true), ("Second.g.cs", true)],
        Edit(sources => sources with { First = First.Replace("=> 1", "=> 2", StringComparison.Ordinal) }));

    [Fact]
    public void Moving_a_flow_in_its_file_regenerates_nothing() => Assert.Equal(
        [("First.g.cs", true), ("Invalid.g.cs", true), ("Second.g.cs", true)],
        Edit(sources => sources with { First = "// a comment\n\n" + First, Invalid = "\n" + Invalid }));

    [Fact]
    public void Adding_a_step_regenerates_its_flow() => Assert.Equal(
        [("First.g.cs", false), ("Invalid.g.cs", true), ("Second.g.cs", true)],
        Edit(sources => sources with { First = First.Replace("[Step] private int A", "[Step] private void Z() { } [Step] private int A", StringComparison.Ordinal) }));

    [Fact]
    public void Adding_a_flow_generates_only_that_flow() => Assert.Equal(
        [("First.g.cs", true), ("Invalid.g.cs", true), ("Other.g.cs", false), ("Second.g.cs", true)],
        Edit(sources => sources with { Other = "[Flow] public partial class Other { [Step] private void A() { } }" }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pipeline_values_contain_only_plain_data(bool rich)
    {
        GeneratorDriver driver = GeneratorRunner.Driver().RunGenerators((rich ? s_rich : Sources.Initial).Compile());
        foreach (IncrementalGeneratorRunStep step in driver.GetRunResult().Results[0].TrackedSteps[FlowGenerator.ModelsStep])
        {
            foreach ((object value, _) in step.Outputs)
            {
                ModelContents.AssertPlain(value);
            }
        }
    }

    // The generated files after the edit, and whether each came from the cache.
    private static (string File, bool Cached)[] Edit(Func<Sources, Sources> edit, Sources? initial = null)
    {
        initial ??= Sources.Initial;
        GeneratorDriver driver = GeneratorRunner.Driver().RunGenerators(initial.Compile());
        driver = driver.RunGenerators(edit(initial).Compile(initial.Compile()));
        GeneratorRunResult result = driver.GetRunResult().Results[0];
        Dictionary<string, bool> models = result.TrackedSteps[FlowGenerator.ModelsStep]
            .SelectMany(static step => step.Outputs)
            .ToDictionary(static output => $"{((Model.FlowModel)output.Value).FileName.Text}.g.cs", static output => IsCached(output.Reason));
        (string, bool)[] files =
        [
            .. result.TrackedOutputSteps
                .SelectMany(static named => named.Value)
                .SelectMany(static step => step.Outputs.Select(output => (((Model.FlowFile)step.Inputs[0].Source.Outputs[step.Inputs[0].OutputIndex].Value).HintName, IsCached(output.Reason))))
                .OrderBy(static file => file.HintName, StringComparer.Ordinal),
        ];
        Assert.Equal(files.ToDictionary(), models);
        Assert.Equal(files.Select(static file => file.Item1), result.GeneratedSources.Select(static source => source.HintName).Order(StringComparer.Ordinal));
        return files;

        static bool IsCached(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;
    }

    private sealed record Sources(string First, string Second, string Invalid, string Other)
    {
        public static Sources Initial { get; } = new(CachingTests.First, CachingTests.Second, CachingTests.Invalid, "class Other { }");

        public CSharpCompilation Compile() => GeneratorRunner.Compile(First, Second, Invalid, Other);

        // Like an editor, which keeps the trees of unchanged files.
        public CSharpCompilation Compile(CSharpCompilation before)
        {
            foreach ((SyntaxTree old, string text) in before.SyntaxTrees.Zip([First, Second, Invalid, Other]).Where(static pair => pair.First.ToString() != pair.Second))
            {
                before = before.ReplaceSyntaxTree(old, old.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(text)));
            }

            return before;
        }
    }
}
