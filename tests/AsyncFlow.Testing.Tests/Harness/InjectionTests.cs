namespace AsyncFlow.Testing.Tests.Harness;

public sealed class InjectionTests
{
    public static TheoryData<FlowHost> Hosts => new(FlowHost.ThreadPool, new SimulationHost(3), FlowHost.From(TaskScheduler.Default));

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Fail_makes_the_step_throw(FlowHost host)
    {
        Exception thrown = new InvalidOperationException("injected");
        Page page = new();
        FlowHarness harness = new FlowHarness(page).Fail("LoadUser", thrown);
        FlowReport report = await harness.RunAsync(new FlowOptions { Host = host }).Within();
        Assert.Same(thrown, Assert.Single(report.Failures));
        Assert.DoesNotContain("LoadUser", page.Ran);
        harness.AssertRan("LoadUser");
        harness.AssertNotRun("Render");
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => harness.ExecuteAsync(new FlowOptions { Host = host }).Within()));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task CancelAt_cancels_the_run(FlowHost host)
    {
        FlowHarness harness = new FlowHarness(new Page()).CancelAt("LoadTheme");
        FlowReport report = await harness.RunAsync(new FlowOptions { Host = host }).Within();
        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(StepStatus.Canceled, report.Steps[2].Status);
        Assert.Equal(StepStatus.NotRun, report.Steps[3].Status);
    }

    [Fact]
    public async Task Delay_takes_virtual_time()
    {
        FlowHarness harness = new FlowHarness(new Page()).Delay("LoadTheme", TimeSpan.FromDays(1)).Replace("LoadUser", new User("fake"));
        FlowReport report = await harness.RunAsync(new FlowOptions { Host = new SimulationHost(1) }).Within();
        Assert.Equal(TimeSpan.FromDays(1), report.Duration);
        Assert.Equal(TimeSpan.FromDays(1), report.Steps[2].Duration);
        harness.AssertBefore("LoadUser", "Render");
        harness.AssertBefore("Setup", "LoadTheme");
    }

    [Fact]
    public async Task A_step_can_be_delayed_and_replaced()
    {
        FlowHarness harness = new FlowHarness(new Page()).Delay("LoadUser", TimeSpan.FromHours(1)).Replace("LoadUser", new User("fake"));
        FlowReport<string> report = await harness.RunAsync<string>(new FlowOptions { Host = new SimulationHost(1) }).Within();
        Assert.Equal("fake 1", report.Output);
        Assert.Equal(TimeSpan.FromHours(1), report.Duration);
    }

    [Fact]
    public async Task A_harness_can_be_explored()
    {
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(
            static () => new FlowHarness(new Page()).Replace("LoadUser", new User("fake")),
            static harness => harness.AssertBefore("LoadUser", "LoadTheme")).Within());
        Assert.IsType<FlowAssertionException>(found.InnerException);
    }
}
