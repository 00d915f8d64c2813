namespace AsyncFlow.Runtime.Tests;

/// <summary>The settings of a step, made through its handle.</summary>
public class StepHandleTests
{
    [Fact]
    public void Every_method_returns_the_handle_it_was_called_on()
    {
        FlowBuilder b = new("handles");
        StepHandle<bool> first = b.Step("first", static _ => true);
        StepHandle<string> typed = b.Step("typed", static _ => "");
        StepHandle plain = b.Step("plain", static _ => { });

        StepHandle<string> same = typed.After(first).After((IEnumerable<StepHandle>)[first]).WithLock(new FlowLock()).WithLock(new SemaphoreSlim(1)).When(first);
        Assert.Same(typed, same);
        Assert.Same(plain, plain.After(first).WithLock(new FlowLock()).When(static () => true));
    }

    [Fact]
    public void Settings_made_through_a_handle_with_a_fallback_apply_to_the_step()
    {
        FlowLock gate = new("gate");
        FlowBuilder b = new("handles");
        StepHandle<int> first = b.Step("first", static _ => 1);
        StepHandle<int> second = b.Step("second", static _ => 2);
        second.WithFallback(3).After(first).WithLock(gate).When(static () => true, "always");

        Assert.Equal("handles: 2 steps in 2 waves\n  1: first\n  2: second after first when always with gate\n", b.Build().Plan.ToString());
    }

    [Fact]
    public void Locks_of_several_calls_add_up()
    {
        FlowLock own = new("own");
        using SemaphoreSlim gate = new(1);
        FlowBuilder b = new("locks");
        b.Step("first", static _ => { }).WithLock(own, new FlowSemaphore(2, "two")).WithLock(gate).WithLock(new TestLock());
        b.Step("second", static _ => { }).WithLock(new SemaphoreSlim(1)).WithLock().WithLock(own);
        FlowPlan plan = b.Build().Plan;

        Assert.Equal(["own", "two", "SemaphoreSlim", "IFlowLock"], plan.Steps[0].Locks);
        Assert.Equal(["SemaphoreSlim#2", "own"], plan.Steps[1].Locks);
    }

    [Fact]
    public async Task A_lock_that_is_named_twice_is_taken_once()
    {
        FlowLock gate = new();
        using SemaphoreSlim semaphore = new(1);
        FlowBuilder b = new("twice");
        b.Step("step", static _ => { }).WithLock(gate, gate).WithLock(semaphore).WithLock(gate).WithLock(semaphore);

        await b.Build().ExecuteAsync().AsTask().Within();

        Assert.True(gate.IsFree());
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public void A_step_can_be_ordered_after_steps_that_were_added_before_it()
    {
        FlowBuilder b = new("order");
        StepHandle<int>[] steps = [.. Enumerable.Range(0, 4).Select(i => b.Step($"s{i}", static _ => 1))];
        steps[3].After(steps[2]).After(steps.Take(2)).After(steps[2], steps[0]);
        steps[2].After();
        steps[1].After(steps[..1]);
        FlowPlan plan = b.Build().Plan;

        Assert.Equal(["", "s0", "", "s0 s1 s2"], plan.Steps.Select(static step => string.Join(' ', step.Upstream)));
    }
}
