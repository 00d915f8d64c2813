namespace AsyncFlow.Testing.Tests.Harness;

public sealed class ReplaceTests
{
    private readonly Page _page = new();

    private FlowHarness Harness => field ??= new FlowHarness(_page);

    [Fact]
    public async Task Steps_without_a_replacement_run_unchanged()
    {
        FlowReport<string> report = await Harness.RunAsync<string>().Within();
        Assert.Equal("real 1", report.Output);
        Assert.Equal(["Setup started", "Setup succeeded"], Harness.Events.Take(2).Select(static e => e.ToString()));
    }

    [Fact]
    public async Task A_result_replaces_a_step()
    {
        FlowReport<string> report = await Harness.Replace("LoadUser", new User("fake")).Replace("LoadTheme", 7).RunAsync<string>().Within();
        Assert.Equal("fake 7", report.Output);
        Assert.Equal(["Setup", "Render"], _page.Ran);
    }

    [Fact]
    public async Task A_function_replaces_a_step()
    {
        string? step = null;
        FlowReport<string> report = await Harness
            .Replace("Setup", context => { step = context.StepName; })
            .Replace("LoadUser", context => new User(context.StepName))
            .Replace("LoadTheme", async context =>
            {
                await Task.Yield();
                return 8;
            })
            .RunAsync<string>(new FlowOptions { Host = new SimulationHost(1) }).Within();
        Assert.Equal("LoadUser 8", report.Output);
        Assert.Equal("Setup", step);
        Assert.Equal(["Render"], _page.Ran);
    }

    [Fact]
    public async Task An_asynchronous_function_without_a_result_is_awaited()
    {
        await Harness
            .Replace("Setup", async _ =>
            {
                await Task.Yield();
                _page.Ran.Add("fake");
            })
            .ExecuteAsync().Within();
        Assert.Equal("fake", _page.Ran[0]);
    }

    [Fact]
    public async Task The_output_step_can_be_replaced() =>
        Assert.Equal("fake", (await Harness.Replace("Render", "fake").RunAsync<string>().Within()).Output);

    [Fact]
    public void An_unknown_step_name_is_refused_with_a_suggestion()
    {
        Assert.Contains("Flow 'Page' has no step 'LodUser'. Did you mean 'LoadUser'?", Assert.Throws<ArgumentException>(() => Harness.Replace("LodUser", 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Its steps are: Setup, LoadUser, LoadTheme, Render.", Assert.Throws<ArgumentException>(() => Harness.AssertRan("Quit")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_of_the_wrong_type_throws_and_names_the_step_and_both_types()
    {
        InvalidOperationException mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => Harness.Replace("LoadUser", "Ada").RunAsync().Within());
        Assert.Contains("Step 'LoadUser' of flow 'Page' was replaced by something that gives a System.String", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(User).FullName!, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_result_throws_and_names_the_step()
    {
        InvalidOperationException mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => Harness.Replace("LoadTheme", static _ => { }).RunAsync().Within());
        Assert.Contains("Step 'LoadTheme' of flow 'Page' was replaced by something that gives no result", mistake.Message, StringComparison.Ordinal);
        mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => Harness.Replace("LoadTheme", (object?)null).ExecuteAsync().Within());
        Assert.Contains("gives null", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_refuses_another_output_type() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Harness.RunAsync<int>().Within());

    [Fact]
    public void A_harness_of_a_harness_is_refused() => Assert.Throws<ArgumentException>(() => new FlowHarness(Harness));
}
