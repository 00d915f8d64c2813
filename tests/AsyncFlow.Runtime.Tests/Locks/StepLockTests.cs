namespace AsyncFlow.Runtime.Tests;

/// <summary>Locks that steps hold.</summary>
public class StepLockTests
{
    public static TheoryData<string> LockTypes => new("FlowLock", "FlowSemaphore", "SemaphoreSlim", "custom");

    internal static object Make(string type) => type switch
    {
        "FlowLock" => new FlowLock(),
        "FlowSemaphore" => new FlowSemaphore(1),
        "SemaphoreSlim" => new SemaphoreSlim(1),
        _ => new TestLock(),
    };

    internal static bool IsFree(object gate) => gate is TestLock own ? !own.IsHeld : gate.IsFree();

    [Theory]
    [MemberData(nameof(LockTypes))]
    public async Task Steps_with_the_same_lock_never_run_at_the_same_time(string type)
    {
        object gate = Make(type);
        int holders = 0;
        ScriptedFlow flow = new([.. Enumerable.Range(0, 12).Select(number => number % 3 == 0
            ? Step.Sync($"s{number}", _ =>
            {
                Assert.Equal(1, Interlocked.Increment(ref holders));
                Interlocked.Decrement(ref holders);
            }).Holding(gate)
            : Step.Task($"s{number}", async _ =>
            {
                Assert.Equal(1, Interlocked.Increment(ref holders));
                if (number % 3 == 1)
                {
                    await Task.Yield();
                }

                Interlocked.Decrement(ref holders);
            }).Holding(gate))]);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => flow.ExecuteAsync().AsTask()))).Within();

        Assert.True(IsFree(gate));
    }

    [Fact]
    public async Task A_semaphore_admits_as_many_steps_as_it_has_permits()
    {
        FlowSemaphore semaphore = new(2);
        Gate[] gates = [new(), new(), new()];
        ScriptedFlow[] flows = [.. gates.Select((gate, number) => new ScriptedFlow(Step.TaskOf($"s{number}", _ => gate.Pass()).Holding(semaphore)))];

        await Caller.OnOwnThread(async () =>
        {
            // Without a context all three request the lock before the caller continues.
            Task<long>[] runs = [.. flows.Select(static flow => flow.ExecuteAsync().AsTask())];
            Assert.True(gates[0].IsReached && gates[1].IsReached && !gates[2].IsReached);
            gates[1].Open();
            await gates[2].Reached.ConfigureAwait(false);
            gates[0].Open();
            gates[2].Open();
            await Task.WhenAll(runs).ConfigureAwait(false);
        });

        Assert.True(semaphore.IsFree(2));
    }

    [Theory]
    [InlineData("FlowLock")]
    [InlineData("FlowSemaphore")]
    public async Task Steps_get_the_lock_first_come_first_served(string type)
    {
        object gate = Make(type);
        Gate first = new();
        List<int> order = new();
        ScriptedFlow[] flows =
        [
            new(Step.TaskOf("first", _ => first.Pass()).Holding(gate)),
            .. Enumerable.Range(1, 20).Select(number => new ScriptedFlow(Step.Task($"s{number}", async _ =>
            {
                order.Add(number);
                await Task.Yield();
            }).Holding(gate))),
        ];

        await Caller.OnOwnThread(async () =>
        {
            // Without a context each run requests the lock before the caller starts the next one.
            Task<long>[] runs = [.. flows.Select(static flow => flow.ExecuteAsync().AsTask())];
            first.Open();
            await Task.WhenAll(runs).ConfigureAwait(false);
        });

        Assert.Equal(Enumerable.Range(1, 20), order);
    }

    [Theory]
    [MemberData(nameof(LockTypes))]
    public async Task A_lock_named_twice_is_taken_once(string type)
    {
        object gate = Make(type);
        ScriptedFlow flow = new(Step.SyncOf("only", _ => IsFree(gate) ? 0 : 1).Holding(gate, gate, gate));

        Assert.Equal(1, await flow.ExecuteAsync().Within());
        Assert.True(IsFree(gate));
    }

    [Fact]
    public async Task A_step_takes_one_permit_of_a_semaphore_that_it_names_twice()
    {
        FlowSemaphore semaphore = new(2);
        Gate first = new(), second = new();
        ScriptedFlow flow = new(
            Step.TaskOf("first", _ => first.Pass()).Holding(semaphore, semaphore),
            Step.TaskOf("second", _ => second.Pass()).Holding(semaphore, semaphore));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await Task.WhenAll(first.Reached, second.Reached).Within();
        first.Open();
        second.Open();
        await run.Within();
        Assert.True(semaphore.IsFree(2));
    }

    [Theory]
    [InlineData("FlowLock", "FlowLock")]
    [InlineData("SemaphoreSlim", "FlowLock")]
    [InlineData("custom", "SemaphoreSlim")]
    [InlineData("SemaphoreSlim", "SemaphoreSlim")]
    [InlineData("custom", "custom")]
    public async Task Steps_that_name_their_locks_in_opposite_orders_never_deadlock(string left, string right)
    {
        // In two flows, so that an order within one flow does not help.
        object a = Make(left), b = Make(right), c = Make(left);
        ScriptedFlow[] flows =
        [
            new("One", [Step.Sync("ab", static _ => { }).Holding(a, b, c), Step.Task("ba", static async _ => await Task.Yield()).Holding(b, a)]),
            new("Other", [Step.Sync("cba", static _ => { }).Holding(c, b, a), Step.Task("bc", static async _ => await Task.Yield()).Holding(b, c)]),
        ];

        for (int round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => flows[number % 2].ExecuteAsync().AsTask()))).Within();
        }

        Assert.All([a, b, c], static gate => Assert.True(IsFree(gate)));
    }

    [Fact]
    public async Task A_step_waits_until_all_its_locks_are_free()
    {
        FlowLock a = new(), b = new();
        await a.AcquireAsync(default);
        await b.AcquireAsync(default);
        Gate step = new();
        ScriptedFlow flow = new(Step.TaskOf("both", _ => step.Pass()).Holding(b, a), Step.Sync("other", static _ => { }));
        Task<long> run = flow.ExecuteAsync().AsTask();

        b.Release();
        Assert.False(step.IsReached);
        a.Release();
        await step.Reached.Within();
        step.Open();

        await run.Within();
    }

    [Fact]
    public async Task A_lock_is_taken_only_when_the_step_is_otherwise_ready()
    {
        FlowLock gate = new();
        Gate upstream = new(), other = new();
        ScriptedFlow flow = new(
            Step.TaskOf("upstream", _ => upstream.Pass()),
            Step.Sync("holds later", static _ => { }).After("upstream").Holding(gate),
            Step.TaskOf("holds now", _ => other.Pass()).Holding(gate));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await other.Reached.Within();
        other.Open();
        upstream.Open();
        await run.Within();
    }

    [Fact]
    public async Task A_lock_excludes_steps_of_other_runs_instances_and_flows_and_manual_callers()
    {
        FlowLock gate = new();
        Gate inFlow = new();
        ScriptedFlow holder = new("Holder", [Step.TaskOf("holds", _ => inFlow.Pass()).Holding(gate)]);
        bool isHeldByHand = false;
        ScriptedFlow other = new("Other", [Step.SyncOf("wants", _ => Volatile.Read(ref isHeldByHand) ? -1 : inFlow.IsReached ? 1 : 0).Holding(gate)]);

        Task<long> holding = holder.ExecuteAsync().AsTask();
        await inFlow.Reached.Within();
        Task<long> waiting = other.ExecuteAsync().AsTask();
        Task manual = gate.AcquireAsync(default).AsTask();
        Assert.False(manual.IsCompleted);
        inFlow.Open(7);

        Assert.Equal(7, await holding.Within());

        // Either is served first. The step's run ends after the step has released the lock.
        await manual.Within();
        Volatile.Write(ref isHeldByHand, true);
        await Task.Yield();
        Volatile.Write(ref isHeldByHand, false);
        gate.Release();
        Assert.Equal(1, await waiting.Within());
        Assert.True(gate.IsFree());
    }

    [Theory]
    [MemberData(nameof(LockTypes))]
    public async Task A_waiting_step_does_not_start_inside_the_call_of_Release(string type)
    {
        object gate = Make(type);
        Task taken = gate is SemaphoreSlim semaphore ? semaphore.WaitAsync() : ((IFlowLock)gate).AcquireAsync(default).AsTask();
        await taken.Within();
        ScriptedFlow flow = new(Step.Task("async", static _ => Task.CompletedTask).Holding(gate), Step.SyncOf("sync", static _ => 1).Holding(gate));

        // The scripted run throws if it is started in the stack of other code.
        Task<long> run = flow.ExecuteAsync().AsTask();
        ForeignStack.Run(() =>
        {
            if (gate is SemaphoreSlim semaphore)
            {
                semaphore.Release();
            }
            else
            {
                ((IFlowLock)gate).Release();
            }
        });

        Assert.Equal(1, await run.Within());
    }

    [Theory]
    [MemberData(nameof(LockTypes))]
    public async Task The_lock_is_released_however_the_step_ends(string type)
    {
        object gate = Make(type);
        object second = Make(type);
        Step[] steps =
        [
            Step.Sync("sync", static _ => { }),
            Step.Sync("sync fails", static _ => throw new StepFailure("sync")),
            Step.Task("async", static async _ => await Task.Yield()),
            Step.Task("async fails", static async _ =>
            {
                await Task.Yield();
                throw new StepFailure("async");
            }),
            Step.Task("completed", static _ => Task.CompletedTask),
            Step.Task("fails at once", static _ => throw new StepFailure("at once")),
            Step.Task("cancelled", static _ => Task.FromCanceled(new CancellationToken(canceled: true))),
            Step.Task("null", static _ => null),
        ];

        foreach (Step step in steps)
        {
            ScriptedFlow flow = new(step.Holding(gate, second));
            await flow.RunAsync().Within();
            Assert.True(IsFree(gate) && IsFree(second), $"After '{step.Name}'.");
        }
    }

    [Theory]
    [MemberData(nameof(LockTypes))]
    public async Task A_step_cancelled_while_it_waits_is_not_run_and_leaves_no_lock_held(string type)
    {
        object gate = Make(type), free = Make(type), later = Make(type);
        for (int i = 0; i < 300; i++)
        {
            using CancellationTokenSource source = new();
            Gate holder = new();
            ScriptedFlow flow = new(
                Step.TaskOf("holder", _ => holder.Pass()).Holding(gate),
                Step.Sync("waits", static _ => throw new StepFailure("started")).After("opener").Holding(free, gate, later),
                Step.Task("opener", _ => holder.Reached));

            Task<FlowReport<long>> run = flow.RunAsync(cancellationToken: source.Token).AsTask();
            await holder.Reached.Within();
            source.Cancel();
            holder.Open();
            FlowReport report = await run.Within();

            Assert.True(report.Steps[1].Status == StepStatus.NotRun, $"{report}{report.Steps[1].Exception}");
            Assert.True(IsFree(gate) && IsFree(free) && IsFree(later));
        }
    }

    [Fact]
    public async Task The_lock_members_are_read_in_every_run()
    {
        FlowLock? current = null;
        ScriptedFlow flow = new(Step.SyncOf("only", _ => current!.IsFree() ? 0 : 1).HoldingNamed("_lock", () => current));

        for (int i = 0; i < 3; i++)
        {
            current = new FlowLock();
            Assert.Equal(1, await flow.ExecuteAsync().Within());
            Assert.True(current.IsFree());
        }
    }
}
