using System.Text.RegularExpressions;

namespace Crawler;

/// <summary>A page that was fetched.</summary>
internal sealed partial record Page(Uri Address, string Text)
{
    /// <summary>The addresses that the page links to, each once.</summary>
    public IReadOnlyList<Uri> FindLinks() => [.. Links().Matches(Text).Select(match => new Uri(Address, match.Groups[1].Value)).Distinct()];

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Links();
}

/// <summary>What is said of a page.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Length">The number of its characters.</param>
/// <param name="Links">How many pages it links to.</param>
internal sealed record Row(Uri Address, int Length, int Links);
