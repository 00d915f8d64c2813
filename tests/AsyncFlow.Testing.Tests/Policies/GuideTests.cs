using System.Runtime.CompilerServices;
using Polly;

namespace AsyncFlow.Testing.Tests.Policies;

/// <summary>Tests that the code in the guide is the code that compiles here, and does what the guide says.</summary>
public class GuideTests
{
    [Fact]
    public void The_examples_in_the_guide_compile()
    {
        string guide = File.ReadAllText(PathOf("../../../docs/guides/resilience.md"));
        string[] parts = File.ReadAllText(PathOf("GuideFlow.cs")).Split("\n\n[Flow]\n")[1].Split("\n\ninternal ");
        Assert.Equal(4, parts.Length);
        Assert.Contains($"```csharp\n[Flow]\n{parts[0]}\n```", guide, StringComparison.Ordinal);
        Assert.Contains($"```csharp\ninternal {parts[1]}\n```", guide, StringComparison.Ordinal);
        Assert.Contains($"```csharp\ninternal {parts[2]}\n```", guide, StringComparison.Ordinal);
        Assert.Contains($"```csharp\ninternal {parts[3].TrimEnd()}\n```", guide, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_of_the_guide_attempts_once_more()
    {
        int count = 0;
        FlowReport report = await new PolicyTests.ByOwnPolicy(new OnceMore(), (_, _) => ++count == 1 ? throw new IOException() : Task.FromResult("")).RunAsync();
        Assert.Equal((FlowStatus.Succeeded, 2), (report.Status, report.Steps[0].Attempts));
    }

    [Fact]
    public async Task A_timeout_of_the_guide_does_not_end_a_short_step()
    {
        foreach (ResiliencePipeline pipeline in (ResiliencePipeline[])[Timeouts.ForAllAttempts, Timeouts.ForEachAttempt])
        {
            await new PolicyTests.Attempted(pipeline, static (_, _) => Task.FromResult("")).ExecuteAsync();
        }
    }

    private static string PathOf(string relative, [CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here), relative);
}
