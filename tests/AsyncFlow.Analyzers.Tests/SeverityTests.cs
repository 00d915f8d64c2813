using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests;

/// <summary>Tests that severities can be configured.</summary>
public class SeverityTests
{
    private const string Race = """
        [Flow]
        public partial class Sample
        {
            private int _x;
            [Step] private void A() => _x++;
            [Step] private void B() => _x++;
        }
        """;

    [Theory]
    [InlineData("error", DiagnosticSeverity.Error)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    public async Task The_severity_can_be_configured(string severity, DiagnosticSeverity expected)
    {
        Diagnostic diagnostic = Assert.Single(await Verify.DiagnosticsOf(With(severity)));
        Assert.Equal(expected, diagnostic.Severity);
    }

    [Fact]
    public async Task A_rule_can_be_disabled() => Assert.Empty(await Verify.DiagnosticsOf(With("none")));

    private static Project With(string severity) => TestProject.Create(("Test.cs", Race))
        .AddAnalyzerConfigDocument(".globalconfig", Microsoft.CodeAnalysis.Text.SourceText.From($"is_global = true\ndotnet_diagnostic.FLOW103.severity = {severity}\n"), filePath: "/.globalconfig")
        .Project;
}
