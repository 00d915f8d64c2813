namespace AsyncFlow.Testing.Tests;

public sealed class ReplaceTests
{
    private readonly Page _page = new();

    private FlowHarness Harness => field ??= new FlowHarness(_page);

    [Fact]
    public async Task Without_a_word_everything_runs_as_it_is()
    {
        FlowReport<string> report = await Harness.RunAsync<string>().Within();
        Assert.Equal("real 1", report.Output);
        Assert.Equal(["Setup started", "Setup succeeded"], Harness.Events.Take(2).Select(static e => e.ToString()));
    }

    [Fact]
    public async Task Results_stand_in_for_steps()
    {
        FlowReport<string> report = await Harness.Replace("LoadUser", new User("fake")).Replace("LoadTheme", 7).RunAsync<string>().Within();
        Assert.Equal("fake 7", report.Output);
        Assert.Equal(["Setup", "Render"], _page.Ran);
    }

    [Fact]
    public async Task Functions_stand_in_for_steps()
    {
        string? step = null;
        FlowReport<string> report = await Harness
            .Replace("Setup", context => { step = context.StepName; })
            .Replace("LoadUser", context => new User(context.StepName))
            .Replace("LoadTheme", async context =>
            {
                await Task.Delay(1, context.CancellationToken);
                return 8;
            })
            .RunAsync<string>(new FlowOptions { Host = new SimulationHost(1) }).Within();
        Assert.Equal("LoadUser 8", report.Output);
        Assert.Equal("Setup", step);
        Assert.Equal(["Render"], _page.Ran);
    }

    [Fact]
    public async Task Asynchronous_functions_without_a_result_are_awaited()
    {
        await Harness
            .Replace("Setup", async _ =>
            {
                await Task.Delay(5);
                _page.Ran.Add("fake");
            })
            .ExecuteAsync().Within();
        Assert.Equal("fake", _page.Ran[0]);
    }

    [Fact]
    public async Task The_output_itself_can_be_replaced() =>
        Assert.Equal("fake", (await Harness.Replace("Render", "fake").RunAsync<string>().Within()).Output);

    [Fact]
    public void A_step_that_is_none_is_refused_with_the_one_that_was_meant()
    {
        Assert.Contains("Flow 'Page' has no step 'LodUser'. Did you mean 'LoadUser'?", Assert.Throws<ArgumentException>(() => Harness.Replace("LodUser", 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Its steps are: Setup, LoadUser, LoadTheme, Render.", Assert.Throws<ArgumentException>(() => Harness.AssertRan("Quit")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_of_a_wrong_type_is_a_mistake_that_names_step_and_types()
    {
        InvalidOperationException mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => Harness.Replace("LoadUser", "Ada").RunAsync().Within());
        Assert.Contains("Step 'LoadUser' of flow 'Page' was replaced by something that gives a System.String", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("AsyncFlow.Testing.Tests.User", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_result_where_one_is_needed_is_a_mistake()
    {
        InvalidOperationException mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => Harness.Replace("LoadTheme", static _ => { }).RunAsync().Within());
        Assert.Contains("Step 'LoadTheme' of flow 'Page' was replaced by something that gives no result", mistake.Message, StringComparison.Ordinal);
        mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => Harness.Replace("LoadTheme", (object?)null).ExecuteAsync().Within());
        Assert.Contains("gives null", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_of_another_type_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Harness.RunAsync<int>().Within());

    [Fact]
    public void A_harness_of_a_harness_is_refused() => Assert.Throws<ArgumentException>(() => new FlowHarness(Harness));
}
