using System.Runtime.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Tests that the host in the guide is the one that the tests use.</summary>
public class GuideTests
{
    [Fact]
    public void The_host_in_the_guide_compiles_and_is_short()
    {
        string source = File.ReadAllText(PathOf("DedicatedThreadsHost.cs"));

        // These tests can access internal members of the library, so the override here needs the longer modifier.
        string expected = source[source.IndexOf("internal sealed class", StringComparison.Ordinal)..]
            .Replace("protected internal override", "protected override", StringComparison.Ordinal)
            .TrimEnd();

        Assert.Contains($"```csharp\n{expected}\n```", File.ReadAllText(PathOf("../../../docs/guides/hosts.md")), StringComparison.Ordinal);
        Assert.InRange(expected.Split('\n').Length, 1, 50);
    }

    private static string PathOf(string relative, [CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here), relative);
}
