namespace AsyncFlow.Runtime.Tests;

/// <summary>Steps of built flows that run under a condition.</summary>
public class BuiltConditionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_function_decides(bool wanted)
    {
        FlowBuilder b = new("conditions");
        StepHandle<int> maybe = b.Step("maybe", static _ => 1).When(() => wanted);
        StepHandle<int> otherwise = b.Step("otherwise", static _ => 2).When(() => !wanted);
        StepHandle<string?> text = b.StepValueTask("text", static async _ =>
        {
            await Task.Yield();
            return "text";
        }).When(() => wanted, name: null).WithDefault()!;
        StepHandle<string> sum = b.Step("sum", maybe.WithFallback(10), otherwise.WithFallback(20), text, static (one, two, text, _) => $"{one} {two} {text ?? "null"}");
        StepHandle<string> list = b.Step("list", [maybe.WithDefault(), otherwise.WithFallback(-1)], static (list, _) => string.Join(' ', list));
        b.Step("after", static _ => Task.CompletedTask).After(maybe, otherwise);
        StepHandle<string> both = b.Step("both", sum, list, static (sum, list, _) => $"{sum}, {list}");
        Flow<string> flow = b.Build(both);

        for (int i = 0; i < 3; i++)
        {
            FlowReport<string> report = await flow.RunAsync();
            Assert.Equal(wanted ? "1 20 text, 1 -1" : "10 2 null, 0 2", report.Output);
            Assert.Equal(wanted ? null : "wanted is false", report.Steps[0].SkipReason);
            Assert.Equal(wanted ? "wanted is true" : null, report.Steps[1].SkipReason);
            Assert.Equal(wanted ? null : "condition is false", report.Steps[2].SkipReason);
            Assert.Equal(StepStatus.Succeeded, report.Steps[5].Status);
            Assert.Equal(report.Output, await flow.ExecuteAsync());
        }
    }

    [Fact]
    public async Task Another_step_decides()
    {
        bool answer = false;
        FlowBuilder b = new("conditions");
        StepHandle<bool> paid = b.StepValueTask("paid", async _ =>
        {
            await Task.Yield();
            return answer;
        });
        StepHandle<int> ship = b.Step("ship", static _ => 1).When(paid);
        StepHandle<int> remind = b.Step("remind", static _ => Task.FromResult(2)).When(paid, false);
        StepHandle<bool> never = b.Step("never", static _ => true).When(static () => false);
        b.Step("after a skipped answer", static _ => { }).When(never.WithFallback(false));
        Flow<int> flow = b.Build(b.Step("sum", ship.WithFallback(0), remind.WithFallback(0), static (ship, remind, _) => ship + remind));

        Assert.Equal(2, await flow.ExecuteAsync());
        answer = true;
        Assert.Equal(1, await flow.ExecuteAsync());
        FlowReport report = await flow.RunAsync();
        Assert.Equal("paid is true", report.Steps[2].SkipReason);
        Assert.Equal("never is false", report.Steps[4].SkipReason);
        Assert.Equal("paid", Assert.Single(flow.Plan.Steps[1].Upstream).Name);
        Assert.Equal(["paid", "!paid"], flow.Plan.Steps.Skip(1).Take(2).Select(static step => step.Condition));
    }

    [Fact]
    public async Task The_output_step_may_have_a_condition()
    {
        bool wanted = false;
        FlowBuilder b = new("output");
        Flow<string> flow = b.Build(b.Step("output", static _ => "result").When(() => wanted).WithFallback("nothing"));

        Assert.Equal("nothing", await flow.ExecuteAsync());
        Assert.Equal("nothing", (await flow.RunAsync()).Output);
        wanted = true;
        Assert.Equal("result", await flow.ExecuteAsync());
    }

    [Fact]
    public async Task ForEach_and_SubFlow_steps_may_have_conditions()
    {
        bool wanted = false;
        IFlow inner = Flow.Create(Compose.Series(static () => Task.CompletedTask));
        FlowBuilder b = new("kinds");
        StepHandle<int[]> items = b.Step("items", static _ => Enumerable.Range(1, 2).ToArray()).When(() => wanted);
        StepHandle<IReadOnlyList<int>> twice = b.ForEach(items.WithFallback([7]), static (item, _) => item * 2).When(() => !wanted);
        b.SubFlow("inner", inner).When(() => wanted);
        Flow<int> flow = b.Build(b.Step("sum", twice.WithFallback([100]), static (all, _) => all.Sum()));

        Assert.Equal(14, await flow.ExecuteAsync());
        wanted = true;
        Assert.Equal(100, await flow.ExecuteAsync());
    }

    [Theory]
    [InlineData("() => flag", "flag")]
    [InlineData("() => !flag", "!flag")]
    [InlineData("() => !options.IsOn", "!options.IsOn")]
    [InlineData("() => !a && b", "(!a && b)")]
    [InlineData("() => a\r\n            && b", "a && b")]
    [InlineData("IsOn", "IsOn")]
    [InlineData(null, "condition")]
    public void A_condition_is_named_after_its_expression(string? text, string name)
    {
        FlowBuilder b = new("names");
        b.Step("step", static _ => { }).When(static () => true, text);

        Assert.Equal(name, b.Build().Plan.Steps[0].Condition);
    }

    [Fact]
    public void A_condition_can_be_added_later_if_every_use_of_the_result_has_a_fallback()
    {
        FlowBuilder b = new("late");
        StepHandle<int> number = b.Step("number", static _ => 1);
        StepHandle<int> sum = b.Step("sum", number.WithFallback(10), static (number, _) => number + 1);
        b.Step("after", static _ => { }).After(number);
        bool wanted = false;
        number.When(() => wanted);

        Assert.Equal("wanted", b.Build(sum).Plan.Steps[0].Condition);
    }

    [Fact]
    public async Task A_condition_that_throws_fails_its_step()
    {
        FlowBuilder b = new("throws");
        b.Step("step", static _ => { }).When(static () => throw new StepFailure("condition"));

        Assert.Equal("condition", (await Assert.ThrowsAsync<StepFailure>(() => b.Build().ExecuteAsync().AsTask())).Message);
    }
}
