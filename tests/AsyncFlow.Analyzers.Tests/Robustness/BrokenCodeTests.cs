using System.Globalization;
using System.Text;
using AsyncFlow.Analyzers.Tests.Coverage;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Analyzers.Tests.Robustness;

/// <summary>Tests with incomplete code, as in an editor. Nothing may throw.</summary>
public class BrokenCodeTests
{
    public static TheoryData<string> Samples =>
    [
        "tests/AsyncFlow.Analyzers.Tests/Robustness/Everything.txt",
        "tests/AsyncFlow.Analyzers.Tests/Robustness/Compositions.txt",
        "samples/Quickstart/FourSteps.cs",
    ];

    [LongTheory]
    [MemberData(nameof(Samples))]
    public async Task Every_prefix_of_a_file_is_analyzed_without_exceptions(string path)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(AllRules.Root, path));
        Compilation empty = (await TestProject.Create().GetCompilationAsync())!;
        foreach (SyntaxToken token in Tokens(text))
        {
            string prefix = text[..token.Span.End];
            IReadOnlyList<string> crashes = await Crashes.OfAnalyzers(empty.AddSyntaxTrees(Parse(prefix)));
            Assert.True(crashes.Count == 0, $"{string.Join("\n", crashes)}\n\n{prefix}");
        }
    }

    [LongTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_repository_with_missing_tokens_is_analyzed_without_exceptions(int seed)
    {
        string[] files =
        [
            .. from folder in (string[])["samples", "src", "tests"]
               from file in Directory.GetFiles(Path.Combine(AllRules.Root, folder), "*.cs", SearchOption.AllDirectories)
               where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
               orderby file
               select file,
        ];

        // The compiler itself throws for some broken code, without any analyzer. The test skips such code and continues with the next variant.
        Compilation compilation;
        int variant = 0;
        do
        {
            Assert.True(variant < 20, "The compiler throws for every variant.");
            compilation = await WithMissingTokens(files, new Random(seed + (1_000 * variant++)));
        }
        while (Crashes.OfCompiler(compilation));

        IReadOnlyList<string> crashes = await Crashes.OfAnalyzers(compilation);
        Assert.True(crashes.Count == 0, $"seed {seed}, variant {variant}: {string.Join("\n", crashes)}");
    }

    private static async Task<Compilation> WithMissingTokens(string[] files, Random random)
    {
        Compilation compilation = (await TestProject.Create().GetCompilationAsync())!;
        List<SyntaxTree> trees = [];
        foreach (string file in files)
        {
            trees.Add(Parse(WithoutSome(await File.ReadAllTextAsync(file), random, oneIn: 100)));
        }

        return compilation.AddSyntaxTrees(trees);
    }

    [Theory]
    [InlineData("Missing")]
    [InlineData("Job")]
    [InlineData("Base<int, int>")]
    [InlineData("Base<>")]
    [InlineData("Base<")]
    [InlineData("Base<Job>.Inner")]
    [InlineData("int")]
    [InlineData("int[]")]
    [InlineData("int*")]
    [InlineData("(int, int)")]
    [InlineData("dynamic")]
    [InlineData("delegate*<void>")]
    [InlineData("Twice")]
    [InlineData("Hidden")]
    [InlineData("global::Missing.Type")]
    [InlineData("missing::Type")]
    [InlineData("Sealed")]
    [InlineData("IDisposable, Base<int>")]
    public async Task A_base_class_that_is_none_is_analyzed_without_exceptions(string parent)
    {
        string text = $$"""
            using System;
            using AsyncFlow;
            namespace One { public class Twice { } }
            namespace Two { public class Twice { } public class Outer { private class Hidden { } } }
            namespace Broken
            {
                using One;
                using Two;
                using static Two.Outer;
                public class Base<T> { [Step] public void First() { } }
                public sealed class Sealed { }
                [Flow]
                public partial class Job : {{parent}}
                {
                    [Step] public void Load() { }
                    [Step(nameof(Load))] public void Save() { }
                }
                [Composition]
                public partial class Whole { private readonly Job _job = new(); [Output] private int Run() => 1; }
            }
            """;
        Compilation compilation = (await TestProject.Create().GetCompilationAsync())!;
        Assert.Empty(await Crashes.OfAnalyzers(compilation.AddSyntaxTrees(Parse(text))));
        Project project = TestProject.Create(("Broken.cs", text));
        Assert.DoesNotContain((await project.GetCompilationAsync())!.GetDiagnostics(), diagnostic => diagnostic.Id is "CS8785" or "CS8784");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Fixes_and_generator_handle_missing_tokens(int seed)
    {
        string folder = Path.Combine(AllRules.Root, "tests/AsyncFlow.Analyzers.Tests/Robustness");
        string text = await File.ReadAllTextAsync(Path.Combine(folder, "Everything.txt")) + await File.ReadAllTextAsync(Path.Combine(folder, "Compositions.txt"));
        string broken = seed == 0 ? text : WithoutSome(text, new Random(seed), oneIn: 60);
        Project project = TestProject.Create(("Everything.cs", broken));
        Assert.DoesNotContain((await project.GetCompilationAsync())!.GetDiagnostics(), diagnostic => diagnostic.Id is "CS8785" or "CS8784");
        await Crashes.OfFixes(project);
    }

    /// <summary>A few seeds; more if the environment variable says so.</summary>
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("ASYNCFLOW_BROKEN_SEEDS") ?? "8", CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Unknown_and_unusual_types_are_handled(int seed)
    {
        string folder = Path.Combine(AllRules.Root, "tests/AsyncFlow.Analyzers.Tests/Robustness");
        string text = await File.ReadAllTextAsync(Path.Combine(folder, seed % 3 == 0 ? "Compositions.txt" : "Everything.txt"));
        Random random = new(seed);
        Project project = TestProject.Create(("Everything.cs", WithOtherTypes(text, random, oneIn: 4 + (seed % 40))));
        Compilation compilation = (await project.GetCompilationAsync())!;
        if (Crashes.OfCompiler(compilation))
        {
            return; // without any analyzer
        }

        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Id is "CS8785" or "CS8784");
        Assert.Empty(await Crashes.OfAnalyzers(compilation));
        await Crashes.OfFixes(project);
    }

    [Fact]
    public async Task The_composition_sample_covers_many_rules()
    {
        string text = await File.ReadAllTextAsync(Path.Combine(AllRules.Root, "tests/AsyncFlow.Analyzers.Tests/Robustness/Compositions.txt"));
        string valid = text[..text.IndexOf("    [Flow]\n    public partial class Races", StringComparison.Ordinal)] + "}";
        Assert.DoesNotContain(await Verify.DiagnosticsOf(TestProject.Create(("Compositions.cs", valid))), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        string[] ids = [.. (await Verify.DiagnosticsOf(TestProject.Create(("Compositions.cs", text)))).Select(diagnostic => diagnostic.Id).Distinct()];
        Assert.Empty(new HashSet<string> { "FLOW004", "FLOW005", "FLOW006", "FLOW007", "FLOW008", "FLOW011", "FLOW012", "FLOW015", "FLOW103" }.Except(ids));
    }

    [Fact]
    public async Task The_general_sample_covers_many_rules()
    {
        string text = await File.ReadAllTextAsync(Path.Combine(AllRules.Root, "tests/AsyncFlow.Analyzers.Tests/Robustness/Everything.txt"));
        string valid = text[..text.IndexOf("    [Step(nameof(Missing))]", StringComparison.Ordinal)] + "}";

        Assert.Empty(new HashSet<string> { "FLOW002", "FLOW003", "FLOW006", "FLOW010", "FLOW104", "FLOW105" }.Except(await Ids(text)));
        Assert.Empty(new HashSet<string> { "FLOW103", "FLOW104", "FLOW105", "FLOW201", "FLOW204" }.Except(await Ids(valid)));

        static async Task<HashSet<string>> Ids(string text) =>
            [.. (await Verify.DiagnosticsOf(TestProject.Create(("Everything.cs", text)))).Select(diagnostic => diagnostic.Id)];
    }

    private static IEnumerable<SyntaxToken> Tokens(string text) => Parse(text).GetRoot().DescendantTokens(descendIntoTrivia: false);

    private static string WithoutSome(string text, Random random, int oneIn)
    {
        StringBuilder kept = new();
        foreach (SyntaxToken token in Tokens(text))
        {
            kept.Append(random.Next(oneIn) == 0 ? token.LeadingTrivia.ToFullString() + token.TrailingTrivia.ToFullString() : token.ToFullString());
        }

        return kept.ToString();
    }

    // Names of types, members and attributes become names of types that do not exist, or that cannot be used there.
    private static string WithOtherTypes(string text, Random random, int oneIn)
    {
        string[] others = ["Unknown", "Unknown.Inner", "Unknown<int>", "global::Unknown", "List<Unknown>", "dynamic", "int*", "int[]", "Span<int>", "delegate*<int, void>", "(int, Unknown)", "T", "System", "void", "Task<Unknown>", "nint?"];
        StringBuilder kept = new();
        foreach (SyntaxToken token in Tokens(text))
        {
            bool isType = token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind());
            kept.Append(isType && random.Next(oneIn) == 0
                ? token.LeadingTrivia.ToFullString() + others[random.Next(others.Length)] + token.TrailingTrivia.ToFullString()
                : token.ToFullString());
        }

        return kept.ToString();
    }

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview));
}
