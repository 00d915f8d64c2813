using System.Globalization;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Coverage;

/// <summary>Tests that every rule has a page, a release entry and tests.</summary>
public class RuleCoverageTests
{
    public static TheoryData<string> AllIds => AllRules.AllIds;

    public static TheoryData<string> ReportedIds => AllRules.ReportedIds;

    [Theory]
    [MemberData(nameof(AllIds))]
    public void A_rule_has_a_page(string id)
    {
        DiagnosticDescriptor rule = AllRules.All[id];
        string severity = rule.DefaultSeverity.ToString().ToLower(CultureInfo.InvariantCulture);

        string page = AllRules.Page(id);

        Assert.StartsWith($"# {id}: {rule.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"| Severity | {severity} |", page, StringComparison.Ordinal);
        Assert.All(["## Cause", "## How to fix it", "## How to suppress it"], heading => Assert.Contains($"\n{heading}\n", page, StringComparison.Ordinal));
        Assert.Equal($"https://github.com/asyncflow/asyncflow-dotnet/blob/main/docs/diagnostics/{id}.md", rule.HelpLinkUri);
    }

    [Fact]
    public void A_page_has_a_rule() => Assert.Equal(
        AllRules.All.Keys.Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(AllRules.Root, "docs", "diagnostics")).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllIds))]
    public void A_rule_has_one_release_entry(string id)
    {
        DiagnosticDescriptor rule = AllRules.All[id];
        string entry = Assert.Single(AllRules.ReleaseEntries(id));
        Assert.Equal($"{id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", entry);
    }

    [Theory]
    [MemberData(nameof(ReportedIds))]
    public void A_rule_has_tests(string id)
    {
        Assert.Contains(id, AllRules.Tagged<FiresAttribute>(tag => tag.Id));
        Assert.Contains(id, AllRules.Tagged<SilentAttribute>(tag => tag.Id));
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void A_fix_is_documented_and_tested(string id)
    {
        bool isDocumented = !AllRules.Page(id).Contains("| Code fix | none |", StringComparison.Ordinal);
        Assert.Equal(AllRules.Fixable.Contains(id), isDocumented);
        Assert.Equal(AllRules.Fixable.Contains(id), AllRules.Tagged<FixesAttribute>(tag => tag.Id).Contains(id));
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void A_message_is_one_sentence(string id)
    {
        string message = AllRules.All[id].MessageFormat.ToString(CultureInfo.InvariantCulture);
        Assert.DoesNotContain('\n', message);
        Assert.False(message.EndsWith('.'), message);
    }

    [Fact]
    public void The_fixes_do_not_reference_System_Composition() => Assert.DoesNotContain(
        typeof(CodeFixes.FlowCodeFixProvider).Assembly.GetReferencedAssemblies(),
        reference => reference.Name!.StartsWith("System.Composition", StringComparison.Ordinal));
}
