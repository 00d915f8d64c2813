namespace AsyncFlow.Runtime.Tests;

public class OrderTests
{
    [Fact]
    public async Task A_step_starts_after_all_its_upstreams_and_sees_their_results()
    {
        ScriptedFlow flow = new(
            Step.SyncOf("a", static _ => 3),
            Step.TaskOf("b", static async _ =>
            {
                await Task.Yield();
                return 4;
            }),
            Step.ValueTaskOf("c", static call => new(call["a"] * call["b"])).After("a", "b"),
            Step.SyncOf("d", static call => call["c"] + call["a"]).After("c", "a"));

        Assert.Equal(15, await flow.ExecuteAsync().Within());
    }

    [Fact]
    public async Task A_step_that_waits_for_a_slow_upstream_does_not_start_before_it_ends()
    {
        Gate slow = new();
        bool slowEnded = false;
        ScriptedFlow flow = new(
            Step.Task("slow", async _ =>
            {
                await slow.Pass();
                slowEnded = true;
            }),
            Step.Task("fast", static _ => Task.CompletedTask),
            Step.SyncOf("last", _ => slowEnded ? 1 : 0).After("fast", "slow"));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await slow.Reached.Within();
        slow.Open();

        Assert.Equal(1, await run.Within());
    }

    [Fact]
    public async Task Steps_that_are_ready_together_run_at_the_same_time()
    {
        Gate left = new(), right = new();
        ScriptedFlow flow = new(
            Step.TaskOf("left", _ => left.Pass()),
            Step.TaskOf("right", _ => right.Pass()));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await Task.WhenAll(left.Reached, right.Reached).Within();
        left.Open();
        right.Open(2);

        Assert.Equal(2, await run.Within());
    }

    [Fact]
    public async Task A_step_starts_as_soon_as_its_own_upstreams_have_ended()
    {
        Gate slow = new(), next = new();
        ScriptedFlow flow = new(
            Step.Sync("fast", static _ => { }),
            Step.TaskOf("slow", _ => slow.Pass()),
            Step.TaskOf("next", _ => next.Pass()).After("fast"));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await next.Reached.Within();
        Assert.False(run.IsCompleted);
        slow.Open();
        next.Open();
        await run.Within();
    }

    [Fact]
    public async Task Steps_that_are_ready_together_start_in_declaration_order()
    {
        List<string> order = new();
        Func<StepCall, Task?> note(string name) => _ =>
        {
            order.Add(name);
            return Task.CompletedTask;
        };
        ScriptedFlow flow = new(
            Step.Task("a", note("a")),
            Step.Task("b", note("b")),
            Step.Task("c", note("c")),
            Step.Task("d", note("d")).After("a"),
            Step.Task("e", note("e")).After("a", "b", "c"),
            Step.Task("f", note("f")).After("a", "b", "c"),
            Step.Task("g", note("g")).After("a", "b", "c"));

        await Caller.OnOwnThread(async () => await flow.ExecuteAsync());

        // When d becomes ready, b and c already are, so its position among them is not defined.
        Assert.Equal(["a", "b", "c", "e", "f", "g"], order.Where(static name => name != "d"));
        Assert.Single(order, "d");
    }

    [Fact]
    public async Task With_one_slot_the_first_declared_of_the_ready_steps_gets_it()
    {
        Gate blocker = new();
        List<string> order = new();
        ScriptedFlow flow = new(
            Step.Task("blocker", _ => blocker.Pass()),
            Step.Sync("b", _ => order.Add("b")).After("blocker"),
            Step.Task("c", async _ =>
            {
                order.Add("c");
                await Task.Yield();
            }).After("blocker"),
            Step.Sync("d", _ => order.Add("d")).After("blocker"));

        Task<long> run = flow.ExecuteAsync(new FlowOptions { MaxConcurrency = 1 }).AsTask();
        await blocker.Reached.Within();
        blocker.Open();
        await run.Within();

        Assert.Equal(["b", "c", "d"], order);
    }

    [Fact]
    public async Task A_flow_without_steps_succeeds()
    {
        // Its output step does not exist, so it runs like a flow without [Output].
        FlowReport report = await EmptyFlow.RunAsync().Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Empty(report.Steps);
        Assert.Empty(report.Failures);
        await EmptyFlow.ExecuteAsync().Within();
    }
}
