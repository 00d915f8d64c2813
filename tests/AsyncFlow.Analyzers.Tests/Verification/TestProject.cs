using System.Collections.Immutable;
using System.Reflection;
using AsyncFlow.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>Creates a typical project: nullable annotations, implicit usings, and the package with generator and analyzers.</summary>
internal static class TestProject
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using AsyncFlow;
        """;

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "mscorlib.dll" or "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(FlowAttribute).Assembly.Location),
    ];

    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        Instances<DiagnosticAnalyzer, DiagnosticAnalyzerAttribute>(typeof(FlowBodyAnalyzer).Assembly);

    public static ImmutableArray<CodeFixProvider> Fixes { get; } =
        Instances<CodeFixProvider, ExportCodeFixProviderAttribute>(typeof(FlowCodeFixProvider).Assembly);

    private static readonly ImmutableArray<ISourceGenerator> s_generators =
    [
        .. Instances<IIncrementalGenerator, GeneratorAttribute>(Assembly.Load("AsyncFlow.Generator"))
            .Select(generator => generator.AsSourceGenerator()),
    ];

    /// <summary>Creates a project with these files. Files without a name are named <c>Test0.cs</c> and so on.</summary>
    public static Project Create(params IEnumerable<(string Path, string Text)> files) => Create(files, []);

    /// <inheritdoc cref="Create(IEnumerable{ValueTuple{string, string}})"/>
    public static Project Create(IEnumerable<(string Path, string Text)> files, IEnumerable<IIncrementalGenerator> otherGenerators)
    {
        AdhocWorkspace workspace = new();
        ProjectId id = ProjectId.CreateNewId();
        Solution solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(id, VersionStamp.Create(), "Test", "Test", LanguageNames.CSharp)
                .WithCompilationOptions(new CSharpCompilationOptions(
                    OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true))
                .WithParseOptions(new CSharpParseOptions(LanguageVersion.Preview))
                .WithMetadataReferences(s_references)
                .WithAnalyzerReferences([new Generators([.. s_generators, .. otherGenerators.Select(GeneratorExtensions.AsSourceGenerator)])]))
            .AddDocument(DocumentId.CreateNewId(id), "Usings.cs", Usings, filePath: "Usings.cs");

        foreach ((string path, string text) in files)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(id), path, SourceText.From(text), filePath: path);
        }

        return solution.GetProject(id)!;
    }

    private static ImmutableArray<T> Instances<T, TAttribute>(Assembly assembly)
        where TAttribute : Attribute =>
        [
            .. assembly.GetTypes()
                .Where(type => type.GetCustomAttribute<TAttribute>() is not null && typeof(T).IsAssignableFrom(type))
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (T)Activator.CreateInstance(type)!),
        ];

    /// <summary>Adds the generator to the workspace, so that calls of generated members compile.</summary>
    private sealed class Generators(ImmutableArray<ISourceGenerator> generators) : AnalyzerReference
    {
        public override string FullPath => "AsyncFlow.Generator.dll";

        public override object Id => nameof(Generators);

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [];

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => generators;
    }
}
