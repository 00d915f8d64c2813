using System.Reflection;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests;

/// <summary>Tests of the names of generated files. The compiler rejects names that are equal when case is ignored.</summary>
public sealed class HintNameTests
{
    [Theory]
    [InlineData(
        "namespace Demo; [Flow] public partial class Job { [Step] void A() { } } [Flow] public partial class JOB { [Step] void B() { } } [Flow] public partial class Other { [Step] void C() { } }",
        "Demo.JOB.g.cs", "Demo.Job(2).g.cs", "Demo.Other.g.cs")]
    [InlineData(
        "namespace Demo { [Flow] public partial class Job { [Step] void A() { } } } namespace demo { [Flow] public partial class Job { [Step] void A() { } } }",
        "Demo.Job.g.cs", "demo.Job(2).g.cs")]
    [InlineData(
        "partial class Outer { [Flow] public partial class Job { [Step] void A() { } } } partial class OUTER { [Flow] public partial class joB { [Step] void A() { } } [Flow] public partial class Job { [Step] void A() { } } }",
        "OUTER.Job.g.cs", "OUTER.joB(2).g.cs", "Outer.Job(3).g.cs")]
    [InlineData(
        "[Flow] public partial class Job<T> { [Step] void A() { } } [Flow] public partial class JOB<T> { [Step] void A() { } } [Flow] public partial class Job { [Step] void A() { } } [Flow] public partial class Job<T, U> { [Step] void A() { } }",
        "JOB{T}.g.cs", "Job.g.cs", "Job{T, U}.g.cs", "Job{T}(2).g.cs")]
    [InlineData(
        "partial class Outer<T> { [Flow] public partial record Größe { [Step] void A() { } } [Flow] public partial record GRÖßE { [Step] void A() { } } }",
        "Outer{T}.GRÖßE.g.cs", "Outer{T}.Größe(2).g.cs")]
    public void Names_that_differ_only_in_case_are_numbered(string source, params string[] names)
    {
        Compilation compilation = GeneratorRunner.GenerateClean(source);

        Assert.Equal(names, NamesOf(compilation));
    }

    [Fact]
    public async Task Flows_whose_names_differ_only_in_case_run()
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow] public partial class Job { [Step] private void A() => Log.Add("Job"); }
            [Flow] public partial class JOB { [Step] private void A() => Log.Add("JOB"); }
            """);

        await FlowRunner.Create(assembly, "Job").ExecuteAsync();
        await FlowRunner.Create(assembly, "JOB").ExecuteAsync();

        Assert.Equal("Job JOB", FlowRunner.Text(assembly));
    }

    [Fact]
    public void Names_do_not_depend_on_the_order_of_the_files()
    {
        const string First = "[Flow] public partial class Job { [Step] void A() { } }";
        const string Second = "[Flow] public partial class JOB { [Step] void B() { } }";

        string[] names = ["JOB.g.cs", "Job(2).g.cs"];

        Assert.Equal(names, NamesOf(GeneratorRunner.GenerateClean(First, Second)));
        Assert.Equal(names, NamesOf(GeneratorRunner.GenerateClean(Second, First)));
        Assert.Equal(
            Text(GeneratorRunner.GenerateClean(First, Second), "Job(2).g.cs"),
            Text(GeneratorRunner.GenerateClean(Second, First), "Job(2).g.cs"));
    }

    // The compiler reports that the names conflict. The generator must not fail in addition, for all other flows too.
    [Fact]
    public void A_type_and_a_namespace_of_the_same_name_do_not_fail_the_generator()
    {
        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile("""
            namespace A { public partial class B { [Flow] public partial class F { [Step] void One() { } } } }
            namespace A.B { [Flow] public partial class F { [Step] void Two() { } } }
            [Flow] public partial class Other { [Step] void A() { } }
            """));

        Assert.Equal(["A.B.F(2).g.cs", "A.B.F.g.cs", "Other.g.cs"], NamesOf(compilation));
    }

    [Fact]
    public void A_new_conflict_regenerates_only_the_flows_in_conflict()
    {
        CSharpCompilation before = GeneratorRunner.Compile(
            "[Flow] public partial class Job { [Step] void A() { } } [Flow] public partial class Other { [Step] void A() { } }",
            "class JOB { }");
        GeneratorDriver driver = GeneratorRunner.Driver().RunGenerators(before);
        SyntaxTree old = before.SyntaxTrees[1];
        CSharpCompilation after = before.ReplaceSyntaxTree(old, old.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From("[Flow] public partial class JOB { [Step] void A() { } }")));

        GeneratorRunResult result = driver.RunGenerators(after).GetRunResult().Results[0];

        Assert.Equal(
            [("JOB.g.cs", IncrementalStepRunReason.New), ("Job(2).g.cs", IncrementalStepRunReason.Modified), ("Other.g.cs", IncrementalStepRunReason.Cached)],
            result.TrackedSteps[FlowGenerator.FilesStep]
                .SelectMany(static step => step.Outputs)
                .Select(static output => (((Model.FlowFile)output.Value).HintName, output.Reason))
                .OrderBy(static file => file.HintName, StringComparer.Ordinal));
        Assert.Equal(["JOB.g.cs", "Job(2).g.cs", "Other.g.cs"], result.GeneratedSources.Select(static source => source.HintName).Order(StringComparer.Ordinal));
    }

    private static string[] NamesOf(Compilation compilation) =>
        [.. GeneratorRunner.Generated(compilation).Select(static tree => Path.GetFileName(tree.FilePath)).Order(StringComparer.Ordinal)];

    private static string Text(Compilation compilation, string name) =>
        Assert.Single(GeneratorRunner.Generated(compilation), tree => Path.GetFileName(tree.FilePath) == name).ToString();
}
