using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>
/// Runs all analyzers on sources with <see cref="Markup"/>, and requires exactly the marked diagnostics, including errors
/// and warnings of the compiler.
/// </summary>
internal static class Verify
{
    /// <summary>Checks that nothing is reported.</summary>
    public static Task Silent(params string[] sources)
    {
        Assert.DoesNotContain(sources, source => source.Contains("{|", StringComparison.Ordinal));
        return Reports(sources);
    }

    /// <summary>Checks that exactly the marked diagnostics are reported, with these messages if there are any.</summary>
    public static Task Reports(string source, params string[] messages) => Reports([source], messages);

    /// <inheritdoc cref="Reports(string, string[])"/>
    public static async Task Reports(string[] sources, params string[] messages)
    {
        Markup[] files = sources.Select((source, i) => Markup.Parse($"Test{i}.cs", source)).ToArray();
        Project project = TestProject.Create(files.Select(file => (file.Path, file.Text)));
        Diagnostic[] diagnostics = await DiagnosticsOf(project);

        Mark[] expected = files.SelectMany(file => file.Marks).ToArray();
        List<string> problems = Compare.Differences(expected, diagnostics).ToList();
        if (messages.Length > 0)
        {
            string[] actual = diagnostics.Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)).ToArray();
            problems.AddRange(messages.Except(actual).Select(message => $"message missing: {message}"));
            problems.AddRange(actual.Except(messages).Select(message => $"message not expected: {message}"));
        }

        Assert.True(problems.Count == 0, string.Join("\n", problems) + "\n\n" + string.Join("\n\n", files.Select(file => file.Text)));
    }

    /// <summary>All diagnostics of analyzers, generator and compiler for a project, in source order.</summary>
    public static async Task<Diagnostic[]> DiagnosticsOf(Project project)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        AnalysisResult analyzed = await compilation
            .WithAnalyzers(TestProject.Analyzers, new CompilationWithAnalyzersOptions(
                project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalysisResultAsync(CancellationToken.None);

        return
        [
            .. analyzed.GetAllDiagnostics()
                .Concat(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning))
                .Where(diagnostic => !diagnostic.IsSuppressed)
                .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }
}
