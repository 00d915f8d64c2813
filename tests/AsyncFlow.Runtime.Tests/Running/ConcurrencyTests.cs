namespace AsyncFlow.Runtime.Tests;

public class ConcurrencyTests
{
    // Twenty steps of all kinds that record how many of them run at the same time.
    private static Step[] Counting(StrongBox highest)
    {
        int running = 0;
        return
        [
            .. Enumerable.Range(0, 20).Select(number => (number % 3) switch
            {
                0 => Step.Sync($"s{number}", _ => Leave(Enter())),
                1 => Step.Task($"s{number}", async _ =>
                {
                    int entered = Enter();
                    await Task.Yield();
                    Leave(entered);
                }),
                _ => Step.Task($"s{number}", _ =>
                {
                    Leave(Enter());
                    return Task.CompletedTask;
                }),
            }),
        ];

        int Enter()
        {
            int now = Interlocked.Increment(ref running);
            highest.Raise(now);
            return now;
        }

        void Leave(int entered)
        {
            Assert.True(entered > 0);
            Interlocked.Decrement(ref running);
        }
    }

    private sealed class StrongBox
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public void Raise(int to)
        {
            int seen;
            while ((seen = Value) < to && Interlocked.CompareExchange(ref _value, to, seen) != seen)
            {
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Never_more_steps_than_the_limit_run_at_the_same_time(int limit)
    {
        for (int i = 0; i < 100; i++)
        {
            StrongBox highest = new();
            await new ScriptedFlow(Counting(highest)).ExecuteAsync(new FlowOptions { MaxConcurrency = limit }).Within();
            Assert.InRange(highest.Value, 1, limit);
        }
    }

    [Fact]
    public async Task The_limit_of_the_flow_applies_if_the_options_set_none()
    {
        StrongBox highest = new();
        ScriptedFlow flow = new("Narrow", Counting(highest), maxConcurrency: 1);

        await flow.ExecuteAsync().Within();
        await flow.ExecuteAsync(new FlowOptions()).Within();

        Assert.Equal(1, highest.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task The_limit_of_the_options_overrides_the_limit_of_the_flow_and_zero_is_no_limit(int limit)
    {
        Gate[] gates = [new(), new(), new()];
        Step[] steps = [.. gates.Select(static (gate, number) => Step.TaskOf($"s{number}", _ => gate.Pass()))];
        ScriptedFlow flow = new("Narrow", steps, maxConcurrency: 1);

        Task<long> run = flow.ExecuteAsync(new FlowOptions { MaxConcurrency = limit }).AsTask();
        await Task.WhenAll(gates.Select(static gate => gate.Reached)).Within();
        Array.ForEach(gates, static gate => gate.Open());
        await run.Within();
    }

    [Fact]
    public async Task The_limit_is_per_run()
    {
        ScriptedFlow flow = new("Narrow", [Step.TaskOf("only", static call => ((Gate)call.State!).Pass())], maxConcurrency: 1);
        Gate[] gates = [new(), new(), new()];

        Task<long>[] runs = [.. gates.Select(gate => flow.ExecuteAsync(state: gate).AsTask())];
        await Task.WhenAll(gates.Select(static gate => gate.Reached)).Within();
        Array.ForEach(gates, static gate => gate.Open(1));

        Assert.All(await Task.WhenAll(runs).Within(), static result => Assert.Equal(1, result));
    }

    [Fact]
    public async Task A_step_that_waits_for_a_lock_takes_no_slot()
    {
        // There is one slot. The step that is declared first cannot get its lock, so the other step must get the slot.
        FlowLock gate = new();
        await gate.AcquireAsync(default);
        Gate other = new();
        ScriptedFlow flow = new(
            Step.SyncOf("waits for the lock", static _ => 1).Holding(gate),
            Step.TaskOf("other", _ => other.Pass()));

        Task<long> run = flow.ExecuteAsync(new FlowOptions { MaxConcurrency = 1 }).AsTask();
        await other.Reached.Within();
        other.Open(2);
        gate.Release();

        Assert.Equal(2, await run.Within());
    }

    [Fact]
    public async Task A_step_that_waits_for_a_slot_already_holds_its_locks_and_releases_them()
    {
        // A slot is taken after the locks: while the only slot is busy, the waiting step holds its lock.
        FlowLock gate = new();
        Gate busy = new();
        ScriptedFlow flow = new(
            Step.TaskOf("busy", _ => busy.Pass()),
            Step.SyncOf("holds", static _ => 1).Holding(gate));

        await Caller.OnOwnThread(async () =>
        {
            Task<long> run = flow.ExecuteAsync(new FlowOptions { MaxConcurrency = 1 }).AsTask();
            busy.Open();
            Assert.Equal(1, await run.ConfigureAwait(false));
        });

        Assert.True(gate.IsFree());
    }

    [Fact]
    public async Task A_slot_is_free_again_after_a_failure()
    {
        ScriptedFlow flow = new(
            Step.Task("a", static _ => throw new StepFailure("a")),
            Step.Sync("b", static _ => throw new StepFailure("b")),
            Step.Task("c", static async _ =>
            {
                await Task.Yield();
                throw new StepFailure("c");
            }),
            Step.SyncOf("d", static _ => 4));

        FlowReport<long> report = await flow.RunAsync(new FlowOptions { MaxConcurrency = 1, FailureMode = FailureMode.Continue }).Within();

        Assert.Equal(4, report.Output);
        Assert.Equal(3, report.Failures.Count);
    }
}
