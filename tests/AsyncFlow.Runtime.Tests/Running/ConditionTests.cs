namespace AsyncFlow.Runtime.Tests;

public class ConditionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_skipped_step_counts_as_finished(bool wanted)
    {
        bool ran = false;
        bool sawSkip = false;
        ScriptedFlow flow = new(
            Step.TaskOf("first", static _ => Task.FromResult(1L)),
            Step.Task("maybe", _ =>
            {
                ran = true;
                return Task.CompletedTask;
            }).When(_ => wanted).After("first"),
            Step.TaskOf("last", call =>
            {
                sawSkip = call.WasSkipped("maybe");
                return Task.FromResult(7L);
            }).After("maybe"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(7, await flow.ExecuteAsync());
            Assert.Equal(wanted, ran);
            Assert.Equal(!wanted, sawSkip);
        }
    }

    [Fact]
    public async Task A_pooled_run_does_not_remember_skipped_steps()
    {
        bool wanted = false;
        ScriptedFlow flow = new(
            Step.Task("maybe", static _ => Task.CompletedTask).When(_ => wanted),
            Step.TaskOf("last", static call => Task.FromResult(call.WasSkipped("maybe") ? 1L : 0L)).After("maybe"));
        Assert.Equal(1, await flow.ExecuteAsync());
        wanted = true;
        Assert.Equal(0, await flow.ExecuteAsync());
    }

    [Fact]
    public async Task The_report_contains_the_skip_reason()
    {
        ScriptedFlow flow = new(Step.Sync("mail", static _ => { }).When(static _ => false), Step.Sync("last", static _ => { }).After("mail"));
        FlowReport report = await flow.RunAsync();
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal([StepStatus.Skipped, StepStatus.Succeeded], report.Steps.Select(static step => step.Status));
        Assert.Equal("mailWanted is false", report.Steps[0].SkipReason);
        Assert.Null(report.Steps[1].SkipReason);
        Assert.Contains("mailWanted is false", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_output_of_a_skipped_step_is_the_default_of_its_type()
    {
        ScriptedFlow flow = new(Step.TaskOf("only", static _ => Task.FromResult(5L)).When(static _ => false));
        Assert.Equal(0, await flow.ExecuteAsync());
        Assert.Equal(0, (await flow.RunAsync()).Output);
    }

    [Fact]
    public async Task A_condition_is_evaluated_before_locks_and_slots_are_taken()
    {
        FlowLock held = new();
        using (await held.EnterAsync())
        {
            bool slotWasFree = false;
            ScriptedFlow flow = new(
                "Slots",
                [
                    Step.Task("holder", static _ => Task.CompletedTask),
                    Step.Task("maybe", static _ => Task.CompletedTask).When(static _ => false).Holding(held).After("holder"),
                    Step.Task("other", _ =>
                    {
                        slotWasFree = true;
                        return Task.CompletedTask;
                    }).After("maybe"),
                ],
                maxConcurrency: 1);
            await flow.ExecuteUntypedAsync().Within();
            Assert.True(slotWasFree);
        }
    }

    [Fact]
    public async Task A_step_whose_condition_holds_takes_its_locks_and_a_slot()
    {
        FlowLock shared = new();
        int running = 0;
        int highest = 0;
        Step[] steps = [.. Enumerable.Range(0, 20).Select(number => Step.Task($"s{number}", async _ =>
        {
            highest = Math.Max(highest, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        }).When(_ => number % 3 != 0).Holding(shared))];
        FlowReport report = await new ScriptedFlow("Locked", steps, maxConcurrency: 2).RunAsync().Within();
        Assert.Equal(1, highest);
        Assert.Equal(7, report.Steps.Count(static step => step.Status == StepStatus.Skipped));
        Assert.True(shared.IsFree(1));
    }

    [Fact]
    public async Task A_condition_that_throws_fails_the_step()
    {
        StepFailure failure = new("condition");
        ScriptedFlow flow = new(
            Step.Task("maybe", static _ => Task.CompletedTask).When(_ => throw failure),
            Step.Task("last", static _ => Task.CompletedTask).After("maybe"));
        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync().AsTask()));
        FlowReport report = await flow.RunAsync();
        Assert.Equal([StepStatus.Failed, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
    }

    [Fact]
    public async Task A_condition_is_not_evaluated_after_the_run_was_cancelled()
    {
        using CancellationTokenSource source = new();
        bool asked = false;
        ScriptedFlow flow = new(
            Step.Task("first", _ =>
            {
                source.Cancel();
                return Task.CompletedTask;
            }),
            Step.Task("maybe", static _ => Task.CompletedTask).When(_ => asked = true).After("first"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => flow.ExecuteAsync(cancellationToken: source.Token).AsTask());
        Assert.False(asked);
    }

    [Fact]
    public async Task A_step_does_not_see_execution_context_changes_of_its_condition()
    {
        AsyncLocal<int> local = new();
        int seen = -1;
        ScriptedFlow flow = new(Step.Task("maybe", _ =>
        {
            seen = local.Value;
            return Task.CompletedTask;
        }).When(_ =>
        {
            local.Value = 5;
            return true;
        }));
        await flow.ExecuteAsync();
        Assert.Equal(0, seen);
    }
}
