using System.Globalization;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Xunit.Abstractions;

namespace AsyncFlow.Analyzers.Tests.Races;

/// <summary>The score of FLOW103 on the corpus: at least 95 % of the races are found, and no near miss is reported.</summary>
public class RaceCorpusTests(ITestOutputHelper output)
{
    [Fact]
    [Fires("FLOW103")]
    public async Task Races_are_found()
    {
        (string Source, bool IsReported)[] flows = await Check(RaceCorpus.Races);
        string[] missed = [.. flows.Where(static flow => !flow.IsReported).Select(static flow => flow.Source)];
        output.WriteLine($"{flows.Length - missed.Length} of {flows.Length} races found");
        Assert.True(flows.Length >= 200, $"{flows.Length} races");
        Assert.True(missed.Length * 20 <= flows.Length, $"{missed.Length} of {flows.Length} races are missed:\n{string.Join("\n", missed)}");
    }

    [Fact]
    [Silent("FLOW103")]
    public async Task Near_misses_are_not_reported()
    {
        (string Source, bool IsReported)[] flows = await Check(RaceCorpus.NearMisses);
        string[] alarms = [.. flows.Where(static flow => flow.IsReported).Select(static flow => flow.Source)];
        Assert.True(flows.Length >= 200, $"{flows.Length} near misses");
        Assert.True(alarms.Length == 0, $"{alarms.Length} of {flows.Length} near misses are reported:\n{string.Join("\n", alarms)}");
    }

    private static async Task<(string Source, bool IsReported)[]> Check((string Members, string One, string Other)[] patterns)
    {
        string[] sources =
        [
            .. patterns.SelectMany((pattern, i) => RaceCorpus.Forms.Select((form, j) =>
                string.Create(CultureInfo.InvariantCulture, $"[Flow] public partial class F{i}_{j} {{ {pattern.Members} {form("A", pattern.One)} {RaceCorpus.Forms[(j + (i % 2)) % RaceCorpus.Forms.Length]("B", pattern.Other)} }}"))),
        ];
        Project project = TestProject.Create([("Shared.cs", RaceCorpus.Shared), .. sources.Select(static (source, i) => (string.Create(CultureInfo.InvariantCulture, $"Flow{i}.cs"), source))]);
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(project);
        Assert.DoesNotContain(diagnostics, static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        HashSet<string> reported = [.. diagnostics
            .Where(static diagnostic => diagnostic.Id == "FLOW103")
            .SelectMany(static diagnostic => diagnostic.AdditionalLocations.Append(diagnostic.Location))
            .Select(static location => location.SourceTree!.FilePath)];

        // A race on shared state is located in one of the flows, and so is the other access.
        return [.. sources.Select((source, i) => (source, reported.Contains(string.Create(CultureInfo.InvariantCulture, $"Flow{i}.cs"))))];
    }
}
