namespace AsyncFlow.Testing.Tests;

/// <summary>Steps of flows built at run time are replaced as those of generated flows are.</summary>
public class BuiltFlowTests
{
    private readonly FlowBuilder _builder = new("built");

    [Fact]
    public async Task A_step_without_a_result_can_be_replaced_by_an_action()
    {
        StepHandle<int[]> items = _builder.Step("items", static _ => Task.FromResult((int[])[1]));
        _builder.Step("action", static (CancellationToken _) => Assert.Fail());
        _builder.Step("task", static _ => Task.FromException(new InvalidOperationException()));
        _builder.ForEach(items, static (_, _) => Assert.Fail(), name: "list");

        await ReplacesAsync("action", "task", "list");
    }

    [Fact]
    public async Task A_step_whose_result_is_not_used_can_be_replaced_by_an_action()
    {
        StepHandle<int[]> items = _builder.Step("items", static _ => Task.FromResult((int[])[1]));
        _builder.Step("function", static _ => 1);
        _builder.StepValueTask("task", items, static (list, _) => new ValueTask<int>(list.Length));
        _builder.ForEach(items, static (item, _) => item, name: "list");

        await ReplacesAsync("function", "task", "list");
    }

    [Fact]
    public async Task A_step_whose_result_is_used_needs_a_result()
    {
        StepHandle<int> number = _builder.Step("number", static _ => 1);
        StepHandle<int> output = _builder.Step("output", number, static (number, _) => number + 1);
        Flow<int> flow = _builder.Build(output);

        Assert.Equal(FlowStatus.Succeeded, (await new FlowHarness(flow).Replace("number", 5).RunAsync().Within()).Status);
        await Assert.ThrowsAsync<InvalidOperationException>(() => new FlowHarness(flow).Replace("number", static _ => { }).RunAsync().Within());
        await Assert.ThrowsAsync<InvalidOperationException>(() => new FlowHarness(flow).Replace("output", static _ => { }).RunAsync().Within());
    }

    private async Task ReplacesAsync(params string[] steps)
    {
        int calls = 0;
        FlowHarness harness = new(_builder.Build());
        foreach (string step in steps)
        {
            harness.Replace(step, _ => { calls++; });
        }

        FlowReport report = await harness.RunAsync().Within();

        report.ThrowIfFailed();
        Assert.Equal(steps.Length, calls);
    }
}
