namespace AsyncFlow.Runtime.Tests;

/// <summary>Failures of nested runs reach the outer run in the order in which they happened, and only the run that they belong to.</summary>
public class NestedFailureTests
{
    // Each failing step holds one permit. It is free again when the failure has been recorded.
    private FlowSemaphore _failing = new(2);

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task The_first_failure_of_a_sub_flow_is_thrown_and_the_others_follow_it(FailureMode mode)
    {
        Gate first = new(), second = new();
        ScriptedFlow inner = new("Inner", [Step.TaskOf("a", _ => first.Pass()).Holding(_failing), Step.TaskOf("b", _ => second.Pass()).Holding(_failing)], failureMode: mode);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner)]);
        foreach (bool wantsReport in (bool[])[false, true])
        {
            (first, second) = (new(), new());
            Task<FlowReport<long>>? report = wantsReport ? outer.RunAsync().AsTask() : null;
            Task run = report ?? outer.ExecuteUntypedAsync().AsTask();
            await Task.WhenAll(first.Reached, second.Reached).Within();

            // Declaration order is not the order of the failures.
            await Fail(second, "first failure");
            first.Fail(new StepFailure("second failure"));

            if (report is null)
            {
                Assert.Equal("first failure", (await Assert.ThrowsAsync<StepFailure>(() => run).Within()).Message);
            }
            else
            {
                Assert.Equal(["first failure", "second failure"], (await report.Within()).Failures.Select(static failure => failure.Message));
            }

            _failing.Release();
        }
    }

    [Fact]
    public async Task The_first_failing_element_is_thrown_and_the_others_follow_it()
    {
        Gate[] gates = [new(), new(), new()];
        _failing = new FlowSemaphore(3);
        ScriptedFlow flow = new(
            "Elements",
            [Step.ForEach("each", static _ => (long[])[0, 1, 2], (Func<ElementCall, Task?>)(call => gates[call.Index].Pass())).Holding(_failing)],
            failureMode: FailureMode.Continue);
        ValueTask<FlowReport<long>> run = flow.RunAsync();
        await Task.WhenAll(gates.Select(static gate => gate.Reached)).Within();
        foreach (int element in (int[])[1, 2, 0])
        {
            await Fail(gates[element], $"element {element}");
        }

        FlowReport report = await run.Within();

        Assert.Equal(["element 1", "element 2", "element 0"], report.Failures.Select(static failure => failure.Message));
        Assert.Equal("element 1", Assert.Throws<StepFailure>(report.ThrowIfFailed).Message);
    }

    [Fact]
    public async Task Failures_of_runs_two_levels_down_keep_their_order()
    {
        Gate first = new(), second = new();
        ScriptedFlow innermost = new("Innermost", [Step.TaskOf("a", _ => first.Pass()).Holding(_failing), Step.TaskOf("b", _ => second.Pass()).Holding(_failing)], failureMode: FailureMode.Continue);
        ScriptedFlow inner = new("Inner", [Step.Flow("innermost", innermost)]);
        ScriptedFlow outer = new("Outer", [Step.Flow("inner", inner)]);
        ValueTask<FlowReport<long>> run = outer.RunAsync();
        await Task.WhenAll(first.Reached, second.Reached).Within();
        await Fail(second, "1");
        first.Fail(new StepFailure("2"));

        Assert.Equal(["1", "2"], (await run.Within()).Failures.Select(static failure => failure.Message));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_nested_run_that_outlives_its_step_does_not_touch_the_next_run(bool wantsReport)
    {
        Gate forgotten = new();
        Task? inner = null;
        ScriptedFlow innerFlow = new("Inner", [Step.TaskOf("waits", _ => forgotten.Pass()), Step.TaskOf("waits too", _ => forgotten.Pass())], failureMode: FailureMode.Continue);
        Gate next = new();
        bool isFirst = true;
        ScriptedFlow outer = new("Outer", [Step.SubFlow("forgets", call =>
        {
            if (!isFirst)
            {
                return new ValueTask(next.Pass());
            }

            inner = innerFlow.ExecuteUntypedAsync(call.Nested).AsTask();
            return default;
        })]);
        await (wantsReport ? outer.RunAsync().AsTask() : outer.ExecuteUntypedAsync().AsTask()).Within();
        isFirst = false;

        ValueTask<FlowReport<long>> second = outer.RunAsync();
        await next.Reached.Within();
        forgotten.Fail(new StepFailure("of the forgotten run"));
        await Assert.ThrowsAsync<StepFailure>(() => inner!).Within();
        next.Open();

        FlowReport report = await second.Within();
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Empty(report.Failures);
    }

    [Fact]
    public async Task Options_of_a_step_cannot_be_used_after_its_end()
    {
        FlowOptions? options = null;
        ScriptedFlow inner = new("Inner", [Step.Task("a", static _ => Task.CompletedTask)]);
        ScriptedFlow outer = new("Outer", [Step.SubFlow("keeps its options", call =>
        {
            options = call.Nested;
            return default;
        })]);
        await outer.ExecuteUntypedAsync().Within();

        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => inner.ExecuteUntypedAsync(options).AsTask()).Within();

        Assert.Equal("Flow 'Inner' cannot run within a step that has ended. Use the options that a step is given only until it ends.", thrown.Message);
    }

    private async Task Fail(Gate gate, string message)
    {
        gate.Fail(new StepFailure(message));
        await _failing.AcquireAsync(CancellationToken.None).Within();
    }
}
