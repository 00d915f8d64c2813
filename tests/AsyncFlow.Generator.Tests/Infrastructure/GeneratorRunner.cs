using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using AsyncFlow.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>Compiles sources with the generator, and loads the result.</summary>
internal static class GeneratorRunner
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is string name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "Microsoft.CSharp.dll"))
            .Append(typeof(FlowAttribute).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly string s_usings = string.Concat(
        new[] { "AsyncFlow", "System", "System.Collections.Generic", "System.Linq", "System.Threading", "System.Threading.Tasks" }
            .Select(static name => $"global using {name};\n"));

    public static CSharpCompilation Compile(params string[] sources) => Compile(s_options, sources);

    public static CSharpCompilation Compile(CSharpParseOptions options, params string[] sources) => CSharpCompilation.Create(
        "Flows" + Guid.NewGuid().ToString("N"),
        sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, options, $"/src/File{i}.cs"))
            .Append(CSharpSyntaxTree.ParseText(options.LanguageVersion >= LanguageVersion.CSharp10 ? s_usings : "", options, "/src/Usings.cs")),
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));

    public static GeneratorDriver Driver(CSharpParseOptions? options = null, params IIncrementalGenerator[] others) => CSharpGeneratorDriver.Create(
        others.Prepend(new FlowGenerator()).Select(static generator => generator.AsSourceGenerator()),
        parseOptions: options ?? s_options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The compilation with the generated files.</summary>
    public static Compilation Generate(CSharpCompilation compilation, params IIncrementalGenerator[] others) => Generate(compilation, [], others);

    private static Compilation Generate(CSharpCompilation compilation, string[] additionalFiles, IIncrementalGenerator[] others)
    {
        CSharpParseOptions options = (CSharpParseOptions)compilation.SyntaxTrees[0].Options;
        ImmutableArray<AdditionalText> files = [.. additionalFiles.Select(static text => new AdditionalFile(text))];
        Driver(options, others).AddAdditionalTexts(files).RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> problems);
        Assert.Empty(problems);
        return generated;
    }

    /// <summary>The generated code of one flow. It must compile without warnings.</summary>
    /// <param name="source">The source of the flow.</param>
    /// <param name="flow">The name of the flow, if there are several.</param>
    /// <param name="additionalFiles">The texts of additional files.</param>
    public static string GenerateOne(string source, string flow = "", params string[] additionalFiles)
    {
        Compilation compilation = Generate(Compile(source), additionalFiles, []);
        AssertClean(compilation);
        return Assert.Single(Generated(compilation), tree => Path.GetFileName(tree.FilePath).Contains(flow, StringComparison.Ordinal)).ToString();
    }

    /// <summary>Runs the generator, and fails on any warning or error of the compiler or the analyzer.</summary>
    public static Compilation GenerateClean(params string[] sources)
    {
        Compilation compilation = Generate(Compile(sources));
        AssertClean(compilation);
        return compilation;
    }

    private sealed class AdditionalFile(string text) : AdditionalText
    {
        public override string Path => "/src/additional.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    public static void AssertClean(Compilation compilation)
    {
        ImmutableArray<Diagnostic> diagnostics =
        [
            .. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !IsMissingDocumentation(diagnostic)),
            .. Analyze(compilation),
        ];
        Assert.True(diagnostics.IsEmpty, string.Join('\n', diagnostics) + "\n" + string.Join('\n', Generated(compilation)));
    }

    // Sources of tests have no documentation, but generated files must have it.
    private static bool IsMissingDocumentation(Diagnostic diagnostic) =>
        diagnostic.Id == "CS1591" && !IsGenerated(diagnostic.Location.SourceTree!);

    private static bool IsGenerated(SyntaxTree tree) => tree.FilePath.Contains(nameof(FlowGenerator), StringComparison.Ordinal);

    /// <summary>The diagnostics of the analyzer, in source order.</summary>
    public static ImmutableArray<Diagnostic> Analyze(Compilation compilation) =>
    [
        .. compilation.WithAnalyzers([new FlowGraphAnalyzer()])
            .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
            .OrderBy(static diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start),
    ];

    public static IEnumerable<SyntaxTree> Generated(Compilation compilation) =>
        compilation.SyntaxTrees.Where(IsGenerated);

    /// <summary>Compiles and loads sources, so that their flows can run.</summary>
    public static Assembly Load(params string[] sources) => Load(GenerateClean(sources));

    /// <summary>Loads a compilation without running the analyzer.</summary>
    public static Assembly Load(Compilation compilation)
    {
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext(compilation.AssemblyName, isCollectible: true).LoadFromStream(image);
    }
}
