namespace AsyncFlow.Runtime.Tests;

/// <summary>Locks of steps that are nested in steps that hold locks.</summary>
public class NestedLockTests
{
    public static TheoryData<string, string> Pairs => new()
    {
        { "FlowLock", "FlowLock" },
        { "FlowSemaphore", "FlowLock" },
        { "SemaphoreSlim", "FlowLock" },
        { "FlowLock", "custom" },
        { "SemaphoreSlim", "custom" },
        { "SemaphoreSlim", "SemaphoreSlim" },
    };

    public static TheoryData<HostKind> Hosts => [.. Enum.GetValues<HostKind>()];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Nested_steps_may_take_locks_in_either_order(string left, string right)
    {
        // The process takes the locks in one order as often as in the other.
        for (int i = 0; i < 20; i++)
        {
            object a = StepLockTests.Make(left), b = StepLockTests.Make(right);
            if (i % 2 == 1)
            {
                (a, b) = (b, a);
            }

            await Nested("Forth", a, b).ExecuteUntypedAsync().Within();
            await Nested("Back", b, a).ExecuteUntypedAsync().Within();
            await Nested("Forth", a, b).ExecuteUntypedAsync().Within();
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Of_two_flows_that_wait_for_each_other_one_fails_and_the_other_succeeds(string left, string right)
    {
        for (int i = 0; i < 50; i++)
        {
            object a = StepLockTests.Make(left), b = StepLockTests.Make(right);
            await MeetInOppositeOrders(a, b, null);
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Two_flows_that_wait_for_each_other_end_on_every_host(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        for (int i = 0; i < 20; i++)
        {
            await host.Call(() => MeetInOppositeOrders(new FlowLock(), new SemaphoreSlim(1), host.Options)).Within();
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Flows_that_take_locks_in_opposite_orders_always_end(string left, string right)
    {
        object a = StepLockTests.Make(left), b = StepLockTests.Make(right), c = new FlowLock();
        ScriptedFlow[] flows =
        [
            Nested("ab", a, b), Nested("ba", b, a), Nested("bc", b, c), Nested("ca", c, a),
            new("flat", [Step.Sync("abc", static _ => { }).Holding(c, b, a), Step.Task("cb", static async _ => await Task.Yield()).Holding(b, c)]),
        ];
        int succeeded = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            Random random = new(worker);
            for (int i = 0; i < 500; i++)
            {
                FlowReport report = await flows[random.Next(flows.Length)].RunUntypedAsync().Within();
                Assert.All(report.Failures, AssertDeadlock);
                Interlocked.Add(ref succeeded, report.Status == FlowStatus.Succeeded ? 1 : 0);
            }
        }))).Within();

        Assert.InRange(succeeded, 1, 2_000);
        Assert.All([a, b, c], static gate => Assert.True(StepLockTests.IsFree(gate)));
    }

    [Fact]
    public async Task A_step_that_holds_one_of_two_locks_and_a_nested_step_do_not_wait_for_each_other_forever()
    {
        for (int i = 0; i < 50; i++)
        {
            // The flat step takes them in the order of their creation, the nested one in the opposite order.
            FlowLock a = new(), b = new();
            await b.AcquireAsync(default);
            ScriptedFlow flat = new("Flat", [Step.Task("both", static _ => Task.CompletedTask).Holding(a, b)]);
            Gate inside = new();
            ScriptedFlow nested = Nested("Nested", b, a, inside);

            Task<FlowReport> nesting = Caller.OnOwnThread(() => nested.RunUntypedAsync().AsTask());
            Task<FlowReport> flatRun = Caller.OnOwnThread(() => flat.RunUntypedAsync().AsTask());
            Assert.True(SpinWait.SpinUntil(() => !a.IsFree(), Hang.Limit));
            b.Release();
            await Task.WhenAny(inside.Reached, flatRun).Within();
            inside.Open();
            FlowReport[] reports = await Task.WhenAll(nesting, flatRun).Within();

            Assert.Contains(reports, static report => report.Status == FlowStatus.Succeeded);
            Assert.All(reports.SelectMany(static report => report.Failures), AssertDeadlock);
            Assert.True(a.IsFree() && b.IsFree());
        }
    }

    [Fact]
    public async Task A_semaphore_that_has_another_permit_can_be_taken_within_a_step_that_holds_it()
    {
        FlowSemaphore two = new(2);
        Gate inside = new();
        ScriptedFlow outer = Nested("Outer", two, two, inside);
        Task<FlowReport> run = outer.RunUntypedAsync().AsTask();
        await inside.Reached.Within();

        // The other permit is held by a step that will release it.
        Gate elsewhere = new();
        Task<long> other = new ScriptedFlow("Other", [Step.TaskOf("holds", _ => elsewhere.Pass()).Holding(two)]).ExecuteAsync().AsTask();
        await elsewhere.Reached.Within();
        inside.Open();
        elsewhere.Open();
        await other.Within();

        Assert.Equal(FlowStatus.Succeeded, (await run.Within()).Status);
        Assert.True(two.IsFree(2));
    }

    [Fact]
    public async Task Two_steps_that_hold_every_permit_and_whose_nested_steps_need_another_do_not_wait_for_each_other_forever()
    {
        for (int i = 0; i < 50; i++)
        {
            await MeetInOppositeOrders(new FlowSemaphore(2), null, null);
        }
    }

    [Fact]
    public async Task Elements_take_their_locks_while_the_enclosing_step_holds_another()
    {
        FlowLock a = new(), b = new();
        int sum = 0;
        Step Elements(object held) => Step.ForEach("each", static _ => Enumerable.Range(0, 50).Select(static i => (long)i), (Func<ElementCall, Task?>)(async call =>
        {
            int seen = sum;
            await Task.Yield();
            sum = seen + 1;
        })).Holding(held);
        ScriptedFlow Outer(object around, object within) => new("Outer", [Step.Flow("flow", new ScriptedFlow("Inner", [Elements(within)])).Holding(around)]);

        await Outer(a, b).ExecuteUntypedAsync().Within();
        await Outer(b, a).ExecuteUntypedAsync().Within();
        Assert.Equal(100, sum);

        FlowReport report = await Outer(a, a).RunUntypedAsync().Within();
        Assert.NotEmpty(report.Failures);
        Assert.All(report.Failures, static failure => Assert.StartsWith("Step 'each[", failure.Message, StringComparison.Ordinal));
        Assert.All(report.Failures, AssertDeadlock);
        Assert.True(a.IsFree() && b.IsFree());
    }

    [Fact]
    public async Task Only_the_step_that_would_wait_forever_fails_when_failures_do_not_stop_the_run()
    {
        FlowLock a = new();
        bool ran = false;
        ScriptedFlow inner = new("Inner", [Step.Task("needs", static _ => Task.CompletedTask).Holding(a), Step.Sync("other", _ => ran = true)], failureMode: FailureMode.Continue);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner).Holding(a)]);

        FlowReport report = await outer.RunUntypedAsync().Within();

        Assert.True(ran);
        AssertDeadlock(Assert.Single(report.Failures));
        Assert.Equal([StepStatus.Failed, StepStatus.Succeeded], report.Steps[0].NestedReport!.Steps.Select(static step => step.Status));
        Assert.True(a.IsFree());
    }

    [Fact]
    public async Task A_cancelled_wait_is_forgotten()
    {
        FlowLock a = new(), b = new();
        Gate holds = new();
        Task<long> holder = new ScriptedFlow("Holder", [Step.TaskOf("holds", _ => holds.Pass()).Holding(b)]).ExecuteAsync().AsTask();
        await holds.Reached.Within();
        using CancellationTokenSource source = new();
        Gate inside = new();
        Task<FlowReport> waiting = Nested("Waiting", a, b, inside).RunUntypedAsync(null, null, source.Token).AsTask();
        await inside.Reached.Within();
        inside.Open();
        await source.CancelAsync();
        Assert.NotEqual(FlowStatus.Succeeded, (await waiting.Within()).Status);
        holds.Open();
        await holder.Within();

        await Nested("Back", b, a).ExecuteUntypedAsync().Within();
        await Nested("Forth", a, b).ExecuteUntypedAsync().Within();
        Assert.True(a.IsFree() && b.IsFree());
    }

    // Two flows each hold one lock and wait for the other's. One lock is replaced by a semaphore with two permits.
    private static async Task MeetInOppositeOrders(object a, object? b, FlowOptions? options)
    {
        Gate[] inside = [new(), new()];
        ScriptedFlow[] flows = [Nested("One", a, b ?? a, inside[0]), Nested("Other", b ?? a, a, inside[1])];
        Task<FlowReport>[] runs = [.. flows.Select(flow => flow.RunUntypedAsync(options).AsTask())];
        await Task.WhenAll(inside.Select(static gate => gate.Reached)).Within();
        Array.ForEach(inside, static gate => gate.Open());
        FlowReport[] reports = await Task.WhenAll(runs).Within();

        Assert.Equal([FlowStatus.Succeeded, FlowStatus.Failed], reports.Select(static report => report.Status).Order());
        Exception failure = Assert.Single(reports.SelectMany(static report => report.Failures));
        AssertDeadlock(failure);
        Assert.Contains("step 'needs' of flow 'OneInner'", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("step 'needs' of flow 'OtherInner'", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("step 'outer' of flow 'One'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("step 'outer' of flow 'Other'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("_inner", failure.Message, StringComparison.Ordinal);
        if (b is not null)
        {
            Assert.True(StepLockTests.IsFree(a) && StepLockTests.IsFree(b));
        }
    }

    // A step that holds one lock and runs a flow with a step that needs the other.
    private static ScriptedFlow Nested(string name, object around, object within, Gate? inside = null)
    {
        ScriptedFlow inner = new(
            $"{name}Inner",
            [
                Step.Task("first", _ => inside?.Pass() ?? Task.CompletedTask),
                Step.Task("needs", static async _ => await Task.Yield()).After("first").HoldingNamed("_inner", () => within),
            ]);
        return new ScriptedFlow(name, [Step.Flow("outer", inner).HoldingNamed("_outer", () => around)]);
    }

    internal static bool IsDeadlock(Exception? failure) => failure is InvalidOperationException && failure.Message.Contains("cannot wait for lock", StringComparison.Ordinal);

    private static void AssertDeadlock(Exception failure) => Assert.True(IsDeadlock(failure), failure.ToString());
}
