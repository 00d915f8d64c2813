using System.Collections.Concurrent;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers.Tests.Robustness;

/// <summary>Runs analyzers and fixes on incomplete code and collects their exceptions.</summary>
internal static class Crashes
{
    /// <summary>Whether the compiler itself throws for the code.</summary>
    public static bool OfCompiler(Compilation compilation)
    {
        try
        {
            compilation.GetDiagnostics();
            return false;
        }
        catch (Exception exception) when (exception is AggregateException or NullReferenceException or InvalidCastException or IndexOutOfRangeException)
        {
            return true;
        }
    }

    /// <summary>The exceptions of the analyzers.</summary>
    public static async Task<IReadOnlyList<string>> OfAnalyzers(Compilation compilation)
    {
        ConcurrentBag<string> crashes = new();
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions([]),
            (exception, analyzer, _) => crashes.Add($"{analyzer}: {exception}"),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        await compilation.WithAnalyzers(TestProject.Analyzers, options).GetAnalyzerDiagnosticsAsync();
        return [.. crashes];
    }

    /// <summary>Applies all fixes for a project. An exception in a fix fails the test.</summary>
    public static async Task OfFixes(Project project)
    {
        foreach (Diagnostic diagnostic in (await Verify.DiagnosticsOf(project)).Where(diagnostic => diagnostic.Location.IsInSource))
        {
            foreach (CodeFixProvider provider in TestProject.Fixes.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                List<CodeAction> fixes = [];
                await provider.RegisterCodeFixesAsync(new CodeFixContext(
                    project.GetDocument(diagnostic.Location.SourceTree)!, diagnostic, (fix, _) => fixes.Add(fix), CancellationToken.None));
                foreach (CodeAction fix in fixes)
                {
                    await fix.GetOperationsAsync(CancellationToken.None);
                }
            }
        }
    }
}
