using System.Collections.Immutable;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers.Tests;

/// <summary>
/// Tests of the diagnostics that the suppressor suppresses, with a rule that reports every method. The tests of the package
/// use the analyzers of the SDK.
/// </summary>
public class SuppressorTests
{
    [Fact]
    public async Task CA1822_is_suppressed_only_for_steps()
    {
        Project project = TestProject.Create(("Test.cs", """
            [Flow]
            public partial class Sample
            {
                [Step] private void A() { }
                private void B() { }
            }
            """));
        Compilation compilation = (await project.GetCompilationAsync())!;
        CompilationWithAnalyzers analysis = compilation.WithAnalyzers([new EveryMethod(), new StepSuppressor()], new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));

        ImmutableArray<Diagnostic> diagnostics = await analysis.GetAllDiagnosticsAsync();

        Assert.Equal(
            ["A: True", "B: False"],
            diagnostics.Where(diagnostic => diagnostic.Id == "CA1822").OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => $"{diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}: {diagnostic.IsSuppressed}"));
    }

    [Fact]
    public async Task Unused_members_are_suppressed_while_the_flow_has_errors()
    {
        Project project = TestProject.Create(("Test.cs", """
            [Flow] public partial class Inner { [Step] private void A() { } }

            [Flow]
            public partial class Sample
            {
                private readonly bool _on = true, _other = true;
                [Step] private Inner Main => new();
                [Step, When(nameof(_on))] private bool A() => true;
                [Step(nameof(_on)), When(nameof(IsOn))] private void B() { }
                private bool IsOn() => false;
                private bool IsOff() => true;
            }
            """));
        Compilation compilation = (await project.GetCompilationAsync())!;
        CompilationWithAnalyzers analysis = compilation.WithAnalyzers([new EveryMethod(), new StepSuppressor()], new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));

        ImmutableArray<Diagnostic> diagnostics = await analysis.GetAllDiagnosticsAsync();

        Assert.Equal(
            ["CS0414 _on: True", "CS0414 _other: False", "CA1822 Main: True", "CA1822 IsOn: True", "CA1822 IsOff: False"],
            diagnostics.Where(diagnostic => diagnostic.Id is "CS0414" || (diagnostic.Id == "CA1822" && Name(diagnostic) is "Main" or "IsOn" or "IsOff"))
                .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => $"{diagnostic.Id} {Name(diagnostic)}: {diagnostic.IsSuppressed}"));

        static string Name(Diagnostic diagnostic) => diagnostic.Id == "CS0414"
            ? diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)
            : diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task CA1822_is_suppressed_for_compositions_and_their_steps()
    {
        Project project = TestProject.Create(("Test.cs", """
            [Flow]
            public partial class Sample
            {
                [Composition] private FlowNode All() => Compose.Series(A, Other.C);
                private void A() { }
                private void B() { }
            }
            public class Other { public static void C() { } }
            """));
        Compilation compilation = (await project.GetCompilationAsync())!;
        CompilationWithAnalyzers analysis = compilation.WithAnalyzers([new EveryMethod(), new StepSuppressor()], new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));

        ImmutableArray<Diagnostic> diagnostics = await analysis.GetAllDiagnosticsAsync();

        Assert.Equal(
            ["All: True", "A: True", "B: False", "C: False"],
            diagnostics.Where(diagnostic => diagnostic.Id == "CA1822").OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => $"{diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}: {diagnostic.IsSuppressed}"));
    }

    [Fact]
    public async Task Arrays_in_attributes_of_steps_are_suppressed()
    {
        Project project = TestProject.Create(("Test.cs", """
            [assembly: CLSCompliant(true)]
            [Flow]
            public partial class Sample
            {
                [Step] public void A() { }
                [Step(nameof(A))] public void B() { }
            }
            """));
        Compilation compilation = (await project.GetCompilationAsync())!;
        CompilationWithAnalyzers analysis = compilation.WithAnalyzers([new StepSuppressor()], new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));

        ImmutableArray<Diagnostic> diagnostics = await analysis.GetAllDiagnosticsAsync();

        Assert.Equal(
            ["Step: True", "Step(nameof(A)): True"],
            diagnostics.Where(diagnostic => diagnostic.Id == "CS3016").OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => $"{diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}: {diagnostic.IsSuppressed}"));
    }

    // Replaces a rule of the SDK and therefore has its id. The analyzer is not loaded or released elsewhere.
#pragma warning disable RS1001, RS1029, RS2008
    private sealed class EveryMethod : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor s_rule = new("CA1822", "Static", "{0}", "Test", DiagnosticSeverity.Info, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(
                static symbol => symbol.ReportDiagnostic(Diagnostic.Create(s_rule, symbol.Symbol.Locations[0], symbol.Symbol.Name)),
                SymbolKind.Method,
                SymbolKind.Property);
        }
    }
#pragma warning restore RS1001, RS1029, RS2008
}
