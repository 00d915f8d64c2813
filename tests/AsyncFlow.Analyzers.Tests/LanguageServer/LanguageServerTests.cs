using System.Globalization;
using System.Text.Json;
using AsyncFlow.Analyzers.Tests.Coverage;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AsyncFlow.Analyzers.Tests.LanguageServer;

/// <summary>What an editor shows while one types, by a real language server and without a build.</summary>
public sealed class LanguageServerTests(ServedProject project) : IClassFixture<ServedProject>
{
    // '$$' is a place in the text.
    private const string Startup = """
        [Flow]
        public partial class Startup
        {
            [Step] private void Setup() { }
            [Step] private void Log() { }
            [Step(nameof(S$$etup), nameof(Log)), Output] private Task<int> Load() => Task.FromResult(1);
        }

        public static class Program
        {
            public static async Task<int> Run() => await new Startup().Execute$$Async();
        }
        """;

    [LanguageServerFact]
    public async Task Each_diagnostic_arrives_after_a_keystroke_where_the_analyzers_report_it()
    {
        List<string> wrong = [];
        foreach (string id in PageExampleTests.Examples)
        {
            await project.TypeAsync(PageExampleTests.Fixed(id));
            Compare(id, [], await project.DiagnosticsAsync());

            string broken = PageExampleTests.Broken(id);
            await project.TypeAsync(broken);
            Compare(id, await ExpectedAsync(broken), await project.DiagnosticsAsync());
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        void Compare(string id, ServedDiagnostic[] expected, ServedDiagnostic[] actual)
        {
            if (!expected.SequenceEqual(actual))
            {
                wrong.Add($"{id}: expected {Text(expected)}, but the editor got {Text(actual)}");
            }
        }

        static string Text(ServedDiagnostic[] diagnostics) => diagnostics.Length == 0 ? "nothing" : string.Join<ServedDiagnostic>(", ", diagnostics);
    }

    [LanguageServerFact]
    public async Task The_tooltip_shows_the_plan_and_the_critical_path_of_a_profile()
    {
        LinePosition[] places = await TypeAsync(Startup);
        JsonElement hover = await project.AskAsync("textDocument/hover", places[1]);
        string text = hover.GetProperty("contents").GetProperty("value").GetString()!;
        Assert.Contains("Startup: 3 steps in 2 waves\nSetup ──► Load\nLog\nCritical path, 3 ms of 3.5 ms: Setup 1 ms ──► Load 2 ms\n", text, StringComparison.Ordinal);
        Assert.Contains("The token that cancels the run", text, StringComparison.Ordinal);
    }

    [LanguageServerFact]
    public async Task Steps_are_completed_inside_nameof()
    {
        LinePosition[] places = await TypeAsync(Startup.Replace("S$$etup", "$$", StringComparison.Ordinal));
        JsonElement list = await project.AskAsync("textDocument/completion", places[0]);
        string[] offered = [.. list.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("label").GetString()!)];
        Assert.Contains("Setup", offered);
        Assert.Contains("Log", offered);
    }

    [LanguageServerFact]
    public async Task The_name_of_a_step_leads_to_its_definition()
    {
        LinePosition[] places = await TypeAsync(Startup);
        JsonElement found = Assert.Single((await project.AskAsync("textDocument/definition", places[0])).EnumerateArray());
        Assert.Equal(new LinePositionSpan(new(3, 24), new(3, 29)), ServedProject.SpanOf(found.GetProperty("range")));
    }

    private async Task<LinePosition[]> TypeAsync(string marked)
    {
        string[] parts = marked.ReplaceLineEndings("\n").Split("$$");
        string text = string.Concat(parts);
        await project.TypeAsync(text);
        int position = 0;
        return [.. parts.Take(parts.Length - 1).Select(part => SourceText.From(text).Lines.GetLinePosition(position += part.Length))];
    }

    private static async Task<ServedDiagnostic[]> ExpectedAsync(string text) =>
    [
        .. (await Verify.DiagnosticsOf(TestProject.Create(("Flows.cs", text))))
            .Select(static diagnostic => new ServedDiagnostic(diagnostic.Id, diagnostic.Location.GetLineSpan().Span, diagnostic.GetMessage(CultureInfo.InvariantCulture)))
            .OrderBy(static diagnostic => diagnostic.Span.Start)
            .ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal),
    ];
}
