namespace AsyncFlow.Testing.Tests.Harness;

public sealed class AssertionTests
{
    [Fact]
    public async Task A_failed_assertion_lists_the_events()
    {
        FlowHarness harness = new FlowHarness(new Page()).Fail("LoadTheme", new InvalidOperationException()).Replace("LoadUser", new User("fake"));
        ExplorationOptions options = new() { Flow = new FlowOptions { FailureMode = FailureMode.Continue } };
        await Explore.ReplayAsync(() => harness, "0", static (_, _) => { }, options).Within();

        harness.AssertBefore("Setup", "LoadUser");
        harness.AssertRan("LoadTheme");
        harness.AssertNotRun("Render");
        Assert.Equal(
            """
            'LoadUser' should have ended before 'Setup' started.
            Order of events:
                1  Setup started
                2  Setup succeeded
                3  LoadUser started
                4  LoadUser succeeded
                5  LoadTheme started
                6  LoadTheme failed
                7  Render not run
            """,
            Throws(() => harness.AssertBefore("LoadUser", "Setup")));
        Assert.StartsWith("'LoadUser' should have ended before 'Render' started, but 'Render' did not run.", Throws(() => harness.AssertBefore("LoadUser", "Render")), StringComparison.Ordinal);
        Assert.StartsWith("'Render' should have run.", Throws(() => harness.AssertRan("Render")), StringComparison.Ordinal);
        Assert.StartsWith("'Setup' should not have run.", Throws(() => harness.AssertNotRun("Setup")), StringComparison.Ordinal);
        Assert.StartsWith("'Setup' and 'LoadUser' should have run at the same time.", Throws(() => harness.AssertOverlap("Setup", "LoadUser")), StringComparison.Ordinal);

        static string Throws(Action assertion) => Assert.Throws<FlowAssertionException>(assertion).Message;
    }

    [Fact]
    public async Task AssertOverlap_accepts_steps_that_ran_at_the_same_time()
    {
        FlowHarness harness = new(new LostUpdate());
        await Explore.ReplayAsync(() => harness, "0.1").Within();
        harness.AssertOverlap("A", "B");
        Assert.Equal("A continued", harness.Events[2].ToString());
    }

    [Fact]
    public async Task Events_are_those_of_the_last_run()
    {
        FlowHarness harness = new(new Page());
        await harness.ExecuteAsync().Within();
        await harness.ExecuteAsync().Within();
        Assert.Equal(8, harness.Events.Count);
    }
}
