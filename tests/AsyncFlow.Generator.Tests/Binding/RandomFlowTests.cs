using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests.Binding;

/// <summary>
/// Generates random flows without mistakes. The generated code must compile without a warning and call the methods of the steps, and no decoy.
/// <c>ASYNCFLOW_RANDOM_FLOWS</c> sets the number of flows, and <c>ASYNCFLOW_RANDOM_SEED</c> the first seed.
/// </summary>
public sealed partial class RandomFlowTests
{
    private const int FlowsPerCompilation = 25;

    private static readonly LanguageVersion[] s_versions = [LanguageVersion.CSharp12, LanguageVersion.CSharp13, LanguageVersion.Preview];

    private static int Setting(string name, int @default) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : @default;

    [Fact]
    public void Correct_flows_compile_without_a_warning_and_call_their_steps()
    {
        int count = Setting("ASYNCFLOW_RANDOM_FLOWS", 150);
        int seed = Setting("ASYNCFLOW_RANDOM_SEED", 1);
        List<string> problems = [];
        object gate = new();
        Parallel.For(0, (count + FlowsPerCompilation - 1) / FlowsPerCompilation, new ParallelOptions { MaxDegreeOfParallelism = 2 }, part =>
        {
            string[] found = [.. Check(seed + (part * FlowsPerCompilation))];
            lock (gate)
            {
                problems.AddRange(found);
            }
        });

        string[] kinds = [.. problems.GroupBy(KindOf).OrderByDescending(static kind => kind.Count()).Take(20).Select(static kind => $"{kind.Count()} like {kind.MinBy(static problem => problem.Length)}")];
        Assert.True(problems.Count == 0, $"{problems.Count} problems\n" + string.Join("\n\n", kinds));
    }

    // The id of the first diagnostic, or else what the problem says.
    private static string KindOf(string problem) => DiagnosticId().Match(problem) is { Success: true } id ? id.Value : problem.Split(' ').ElementAtOrDefault(5) ?? "";

    [GeneratedRegex("(CS|FLOW)[0-9]+")]
    private static partial Regex DiagnosticId();

    private static IEnumerable<string> Check(int seed)
    {
        LanguageVersion version = s_versions[seed / FlowsPerCompilation % s_versions.Length];
        string[] flows = [.. Enumerable.Range(0, FlowsPerCompilation).Select(i => new RandomFlow(seed + i, i, version > LanguageVersion.CSharp12).Write())];
        string assembly = seed % 4 == 0 ? "[assembly: System.CLSCompliant(true)]\n" : "";
        string[] sources = [assembly + RandomFlow.Shared, .. flows.Select(static flow => "#nullable enable\n#pragma warning disable\n" + flow)];
        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile(new CSharpParseOptions(version, DocumentationMode.Diagnose), sources));
        foreach (Diagnostic diagnostic in compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591"))
        {
            yield return $"seed {seed}, C# {version}: {diagnostic}\n{Source(diagnostic.Location, flows)}";
        }

        foreach (SyntaxTree tree in GeneratorRunner.Generated(compilation).Where(static tree => tree.ToString().Contains("has errors: ", StringComparison.Ordinal)))
        {
            string reasons = string.Join("; ", GeneratorRunner.Analyze(compilation).Select(static diagnostic => diagnostic.ToString()));
            string header = tree.GetText().Lines[2].ToString();
            string name = Path.GetFileName(tree.FilePath).Split('.')[0];
            yield return $"seed {seed}, C# {version}: {header} {reasons}\n{flows.FirstOrDefault(flow => flow.StartsWith($"namespace {name} ", StringComparison.Ordinal) || flow.StartsWith($"namespace {name}.", StringComparison.Ordinal))}";
            yield break;
        }

        ImmutableHashSet<ISymbol> called = CalledMethods.In(compilation);
        foreach (ISymbol decoy in called.Where(static method => method.GetAttributes().Any(static attribute => attribute.AttributeClass!.Name == "DecoyAttribute")))
        {
            yield return $"seed {seed}, C# {version}: the decoy {decoy} is called\n{decoy.DeclaringSyntaxReferences[0].SyntaxTree}";
        }

        foreach (IMethodSymbol step in Steps(compilation.Assembly.GlobalNamespace).Where(step => !IsCalled(step, called)))
        {
            yield return $"seed {seed}, C# {version}: the step {step} is not called\n{step.DeclaringSyntaxReferences[0].SyntaxTree}";
        }
    }

    // A call of an overridden method runs the override.
    private static bool IsCalled(IMethodSymbol? step, ImmutableHashSet<ISymbol> called) => step is not null && (called.Contains(step) || IsCalled(step.OverriddenMethod?.OriginalDefinition, called));

    private static string Source(Location location, string[] flows) =>
        location.SourceTree is { FilePath: var path } && flows.FirstOrDefault(flow => path.Contains("/" + flow.Split(' ')[1].Replace("@", "", StringComparison.Ordinal) + ".", StringComparison.Ordinal)) is { } flow ? flow + "\n" + location.SourceTree.GetText().Lines[location.GetLineSpan().StartLinePosition.Line] : "";

    // The steps of flows. A base class that no flow derives from may be left over.
    private static IEnumerable<IMethodSymbol> Steps(INamespaceOrTypeSymbol parent)
    {
        foreach (ISymbol member in parent.GetMembers())
        {
            if (member is INamespaceOrTypeSymbol inner)
            {
                foreach (IMethodSymbol step in Steps(inner))
                {
                    yield return step;
                }
            }
            else if (member is IMethodSymbol method
                && method.ContainingType.GetAttributes().Any(static attribute => attribute.AttributeClass!.Name == "FlowAttribute")
                && method.GetAttributes().Any(static attribute => attribute.AttributeClass!.Name == "StepAttribute"))
            {
                yield return method;
            }
        }
    }
}
