using System.Text.RegularExpressions;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Coverage;

/// <summary>Tests that the examples of the pages have the documented diagnostics.</summary>
public class PageExampleTests
{
    // Its example needs another generator.
    private const string NeedsAnotherGenerator = "FLOW013";

    public static TheoryData<string> Ids => [.. Examples];

    /// <summary>The ids of the rules with an example that needs nothing else.</summary>
    internal static IEnumerable<string> Examples => AllRules.Reported.Where(id => id != NeedsAnotherGenerator).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_example_has_only_the_documented_diagnostic(string id)
    {
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Example.cs", Broken(id))));
        Assert.NotEmpty(diagnostics);
        Assert.All(diagnostics, diagnostic => Assert.Equal(id, diagnostic.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_fixed_example_has_no_diagnostic(string id) =>
        Assert.Empty(await Verify.DiagnosticsOf(TestProject.Create(("Example.cs", Fixed(id)))));

    /// <summary>The example of a page, with the mistake.</summary>
    internal static string Broken(string id) => Example(id, "Example");

    /// <summary>The example of a page without it.</summary>
    internal static string Fixed(string id) => Example(id, "How to fix it");

    private static string Example(string id, string heading)
    {
        Match match = Fence(heading).Match(AllRules.Page(id));
        Assert.True(match.Success, $"The page of {id} has no code under '{heading}'.");
        return match.Groups["code"].Value;
    }

    private static Regex Fence(string heading) => new($@"\n## {heading}\n(?:(?!\n## ).)*?```csharp\n(?<code>.*?)```", RegexOptions.Singleline);
}
