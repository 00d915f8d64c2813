namespace AsyncFlow.Testing.Tests.Harness;

/// <summary>Tests that all forms of replacements are used or awaited.</summary>
public sealed class ReplacementFormTests
{
    private readonly FlowHarness _harness = new FlowHarness(new Page()).Replace("LoadTheme", 1);

    [Fact]
    public async Task A_result_can_be_a_value_null_or_computed()
    {
        Func<StepContext, User> variable = Make;
        Func<StepContext, Task<User>> asynchronousVariable = MakeAsync;
        Assert.Equal("value 1", await OutputAsync(_harness.Replace("LoadUser", new User("value"))));
        Assert.Equal("lambda 1", await OutputAsync(_harness.Replace("LoadUser", _ => new User("lambda"))));
        Assert.Equal("async 1", await OutputAsync(_harness.Replace("LoadUser", async _ =>
        {
            await Task.Yield();
            return new User("async");
        })));
        Assert.Equal("typed 1", await OutputAsync(_harness.Replace("LoadUser", (StepContext _) => new User("typed"))));
        Assert.Equal("method 1", await OutputAsync(_harness.Replace("LoadUser", Make)));
        Assert.Equal("method 1", await OutputAsync(_harness.Replace("LoadUser", variable)));
        Assert.Equal("asynchronous method 1", await OutputAsync(_harness.Replace("LoadUser", MakeAsync)));
        Assert.Equal("asynchronous method 1", await OutputAsync(_harness.Replace("LoadUser", asynchronousVariable)));
        Assert.Equal("object 1", await OutputAsync(_harness.Replace<object>("LoadUser", new User("object"))));
        Assert.Null(await OutputAsync(_harness.Replace("LoadUser", Make).Replace("Render", (string?)null)));
    }

    [Fact]
    public async Task A_step_without_a_result_can_be_replaced_by_any_kind_of_code()
    {
        InvalidOperationException thrown = new("replaced");
        await AssertFailsAsync(_harness.Replace("Setup", _ => throw thrown));
        await AssertFailsAsync(_harness.Replace("Setup", _ => FailAsync()));
        await AssertFailsAsync(_harness.Replace("Setup", async _ => await FailAsync()));
        await AssertFailsAsync(_harness.Replace("Setup", _ => new ValueTask(FailAsync())));
        await AssertFailsAsync(_harness.Replace("Setup", FailAsync()));

        async Task FailAsync()
        {
            await Task.Yield();
            throw thrown;
        }

        async Task AssertFailsAsync(FlowHarness harness) =>
            Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => harness.ExecuteAsync().Within()));
    }

    [Fact]
    public void A_task_with_a_result_is_refused_where_it_would_not_be_awaited()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => _harness.Replace("LoadUser", _ => new ValueTask<User>(new User("lost"))));
        Assert.StartsWith("The replacement of step 'LoadUser' gives a ValueTask instead of a result. Use an async lambda", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<ArgumentException>(() => _harness.Replace("LoadUser", Task.FromResult(new User("lost"))));
        Assert.StartsWith("The replacement of step 'LoadUser' gives a Task instead of a result.", refused.Message, StringComparison.Ordinal);
    }

    private static User Make(StepContext context) => new("method");

    private static Task<User> MakeAsync(StepContext context) => Task.FromResult(new User("asynchronous method"));

    private static async Task<string> OutputAsync(FlowHarness harness) => (await harness.RunAsync<string>().Within()).Output;
}
