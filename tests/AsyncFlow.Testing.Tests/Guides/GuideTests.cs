using AsyncFlow.Testing.Tests.Guides.Resilience;
using AsyncFlow.Testing.Tests.Policies;
using Polly;

namespace AsyncFlow.Testing.Tests.Guides;

/// <summary>The examples of the guides are the regions of files that this project compiles, and do what the guides say.</summary>
public sealed class GuideTests
{
    [Theory]
    [InlineData("ComparisonGuide.cs", "comparison")]
    [InlineData("FailureGuide.cs", "failure-and-cancellation")]
    [InlineData("InputsGuide.cs", "inputs")]
    [InlineData("LocksGuide.cs", "locks")]
    [InlineData("ObserversGuide.cs", "observers")]
    [InlineData("ResilienceGuide.cs", "resilience")]
    [InlineData("ResourcesGuide.cs", "resources")]
    [InlineData("StreamsGuide.cs", "streams")]
    [InlineData("TestingGuide.cs", "testing")]
    public void The_examples_of_a_guide_compile(string source, string guide) => GuideExamples.AssertCompiled(guide, GuideExamples.Read(source));

    [Fact]
    public void The_examples_of_the_guide_to_hosts_compile_and_its_host_is_short()
    {
        string host = GuideExamples.Read("../Oracle/DedicatedThreadsHost.cs");
        GuideExamples.AssertCompiled("hosts", GuideExamples.Read("HostsGuide.cs"), host);
        Assert.InRange(host.Split("#region")[1].Split('\n').Length, 1, 52);
    }

    [Fact]
    public async Task The_offer_of_the_guide_to_failures_is_made_without_the_rates()
    {
        FlowReport<Failure.Offer> report = await new Failure.MakingOffers(static _ => throw new HttpRequestException("No rates today.")).RunAsync();
        Assert.Equal((FlowStatus.Succeeded, "No rates today."), (report.Status, report.Output.Note));
        Assert.Equal(3m, (await new Failure.MakingOffers(static _ => Task.FromResult(new Failure.Rates(3m))).ExecuteAsync()).Rates.Dollar);
    }

    [Fact]
    public void The_report_of_the_guide_to_failures_can_be_made() => Assert.Equal(FlowStatus.Failed, Failure.Reports.Make().Status);

    [Fact]
    public async Task The_harness_of_the_guide_to_testing_replaces_steps() => await Testing.Tests.ReplaceAsync(new HttpClient());

    [Fact]
    public async Task The_explorations_of_the_guide_to_testing_fail_as_it_says()
    {
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Testing.Tests.ExploreAsync(new Testing.FreeBank()));
        string guide = GuideExamples.Read("../../../docs/guides/testing.md").ReplaceLineEndings("\n");
        string message = guide.Split("```\nFlow 'Checkout' failed")[1].Split("\n```")[0];
        Assert.Equal("Flow 'Checkout' failed" + message, found.Message.ReplaceLineEndings("\n").TrimEnd());
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
        foreach (ResiliencePipeline pipeline in (ResiliencePipeline[])[Resilience.Timeouts.ForAllAttempts, Resilience.Timeouts.ForEachAttempt])
        {
            await new PolicyTests.Attempted(pipeline, static (_, _) => Task.FromResult("")).ExecuteAsync();
        }
    }
}
