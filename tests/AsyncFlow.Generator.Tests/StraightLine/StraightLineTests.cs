using System.Reflection;
using AsyncFlow.Generator.Tests.Infrastructure;
using AsyncFlow.Reports;

namespace AsyncFlow.Generator.Tests.StraightLine;

/// <summary>
/// A flow that begins in a straight line does exactly what the engine alone does: whatever a step does at any point of the line, on any kind
/// of caller, in both failure modes.
/// </summary>
public sealed class StraightLineTests
{
    private const string Succeeded = "succeeded";

    private static readonly Behavior[] s_behaviors = Enum.GetValues<Behavior>();

    // What they do to a run depends on which steps other threads have executed until then.
    private static readonly Behavior[] s_alone = [Behavior.CancelRun, Behavior.CancelRunAndThrow, Behavior.CancelRunAndSuspend, Behavior.ReleaseLocks];

    public enum Caller
    {
        ThreadPool,
        SynchronizationContext,
        EventLoop,
        TaskScheduler,
        SuppressedFlow,
        Observed,
        Sharing,
    }

    [Theory]
    [InlineData(1, 7, false)]
    [InlineData(2, 8, false)]
    [InlineData(3, 9, false)]
    [InlineData(4, 8, true)]
    [InlineData(5, 9, true)]
    [InlineData(6, 1, false)]
    public async Task Every_step_in_turn_does_everything(int seed, int steps, bool hasOthers)
    {
        Assembly assembly = Load(new Random(seed), steps, hasOthers);
        foreach (string type in new[] { "F", "C" })
        {
            for (int step = 0; step < steps; step++)
            {
                foreach (Behavior behavior in hasOthers ? s_behaviors.Except(s_alone) : s_behaviors)
                {
                    await CompareAsync(assembly, type, new() { [step] = behavior }, Caller.ThreadPool, $"seed {seed}, step {step}");
                }
            }
        }
    }

    [Theory]
    [InlineData(Caller.SynchronizationContext)]
    [InlineData(Caller.EventLoop)]
    [InlineData(Caller.TaskScheduler)]
    [InlineData(Caller.SuppressedFlow)]
    [InlineData(Caller.Observed)]
    public async Task Callers_for_whom_the_engine_runs_everything(Caller caller)
    {
        const int Steps = 7;
        Assembly assembly = Load(new Random(7), Steps, hasOthers: false);
        for (int step = 0; step < Steps; step++)
        {
            foreach (Behavior behavior in s_behaviors.Except(s_alone))
            {
                await CompareAsync(assembly, "F", new() { [step] = behavior }, caller, $"{caller}, step {step}");
            }
        }
    }

    [Fact]
    public async Task A_line_that_is_cut_into_several_methods()
    {
        const int Steps = 130;
        Assembly assembly = Load(new Random(8), Steps, hasOthers: false);
        foreach (string type in new[] { "F", "C" })
        {
            foreach (int step in new[] { 0, 1, 24, 48, 49, 50, 51, 75, 98, 99, 100, 101, 128, 129 })
            {
                foreach (Behavior behavior in s_behaviors)
                {
                    await CompareAsync(assembly, type, new() { [step] = behavior }, Caller.ThreadPool, $"step {step}");
                }
            }
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(300)]
    public async Task Several_steps_suspend_or_need_locks_at_the_same_time(int seed)
    {
        Behavior[] behaviors = [Behavior.Complete, Behavior.Suspend, Behavior.FindLockHeld, Behavior.ChangeExecutionContext, Behavior.ChangeSynchronizationContext];
        for (int shape = 0; shape < 4; shape++)
        {
            Random random = new(seed + shape);
            int steps = random.Next(2, 25);
            Assembly assembly = Load(random, steps, hasOthers: random.Next(2) == 0);
            for (int script = 0; script < 100; script++)
            {
                Dictionary<int, Behavior> chosen = Enumerable.Range(0, steps).ToDictionary(static step => step, _ => behaviors[random.Next(behaviors.Length)]);
                await CompareAsync(assembly, "F", chosen, Caller.ThreadPool, $"seed {seed + shape}, script {script}: {string.Join(", ", chosen)}");
            }
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_caller_that_was_busy_for_long_shares_the_steps_that_are_ready(int seed)
    {
        const int Steps = 12;
        Assembly assembly = Load(new Random(seed), Steps, hasOthers: false);
        foreach (string type in new[] { "F", "C" })
        {
            for (int step = 0; step < Steps; step++)
            {
                foreach (Behavior behavior in s_behaviors.Except(s_alone))
                {
                    Scheduling.RunScheduler.AloneLimit = 0;
                    try
                    {
                        await CompareAsync(assembly, type, new() { [step] = behavior }, Caller.Sharing, $"seed {seed}, step {step}");
                    }
                    finally
                    {
                        Scheduling.RunScheduler.AloneLimit = long.MaxValue;
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_run_in_a_straight_line_allocates_nothing()
    {
        Assembly assembly = GeneratorRunner.Load("""
            #pragma warning disable CS1591
            [Flow] public partial class F
            {
                private readonly FlowLock _lock = new();
                [Step] public ValueTask A() => default;
                [Step(nameof(A)), WithLock(nameof(_lock))] public Task B() => Task.CompletedTask;
                [Step(nameof(A))] public ValueTask<int> C() => new(1);
                [Step(nameof(B))] public ValueTask D([From(nameof(C))] int c, CancellationToken ct) => default;
            }
            """);
        IFlow flow = FlowRunner.Create(assembly);
        await Task.Run(() =>
        {
            long before = 0;
            for (int run = 0; run < 200; run++)
            {
                before = run == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
#pragma warning disable CA2012 // It has completed, or the test fails.
                Assert.True(flow.ExecuteAsync().IsCompletedSuccessfully);
#pragma warning restore CA2012
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        });
    }

    [Fact]
    public async Task Steps_and_locks_may_be_declared_as_nullable()
    {
        Assembly assembly = GeneratorRunner.Load("""
            #pragma warning disable CS1591
            [Flow] public partial class F
            {
                private readonly FlowLock? _lock = new();
                [Step] public Task? A() => Task.CompletedTask;
                [Step(nameof(A)), WithLock(nameof(_lock))] public Task<string?>? B() => Task.FromResult<string?>(null);
                [Step, Output] public ValueTask<string?> C([From(nameof(B))] string? b) => new(b);
            }
            """);
        await FlowRunner.Create(assembly).ExecuteAsync();
    }

    private static Assembly Load(Random random, int steps, bool hasOthers) => GeneratorRunner.Load(
        GeneratorRunner.Generate(GeneratorRunner.Compile(FlowSource.Write(random, steps, hasOthers)).AddReferences(Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(typeof(ScriptedFlow).Assembly.Location))));

    private static async Task CompareAsync(Assembly assembly, string type, Dictionary<int, Behavior> script, Caller caller, string message)
    {
        foreach (bool canCancel in new[] { false, true })
        {
            string expected = await RunAsync(assembly, type, script, caller, canCancel, engineAlone: true);
            string actual = await RunAsync(assembly, type, script, caller, canCancel, engineAlone: false);
            Assert.True(expected == actual, $"{type}, {message}, {string.Join(", ", script.Values.Distinct())}, {(canCancel ? "can be canceled" : "cannot be canceled")}\nengine alone:\n{expected}\nstraight line:\n{actual}");

            // What the last run left in the pool serves another.
            Assert.Equal(
                await RunAsync(assembly, type, [], caller, canCancel, engineAlone: true),
                await RunAsync(assembly, type, [], caller, canCancel, engineAlone: false));
        }
    }

    // The machine's speed must not decide what the caller executes.
    static StraightLineTests() => Scheduling.RunScheduler.AloneLimit = long.MaxValue;

    private static async Task<string> RunAsync(Assembly assembly, string type, Dictionary<int, Behavior> script, Caller caller, bool canCancel, bool engineAlone)
    {
        using ScriptedFlow flow = (ScriptedFlow)Activator.CreateInstance(assembly.GetType(type)!)!;
        flow.Script = script;
        flow.CallerToken = canCancel ? flow.NewToken() : default;
        flow.TakeHeldLocks();
        List<string> lines = [];
        bool isAlone = caller == Caller.ThreadPool && flow is not IHasWorkers;
        bool isForced = engineAlone;
        if (engineAlone)
        {
            EngineOnly.Require();
        }

        try
        {
            await On(caller, async () =>
            {
                ScriptedFlow.SetLocal(7);
                Task run;
                using (caller == Caller.SuppressedFlow ? ExecutionContext.SuppressFlow() : default)
                {
                    run = ((IFlow)flow).ExecuteAsync(flow.CallerToken).AsTask();
                    lines.Add(ScriptedFlow.Contexts);
                    AllowLines();
                }

                bool isComplete = run.IsCompleted;
                string[] before = flow.Trace;
                flow.Open();
                string outcome = await OutcomeOf(run, flow);
                lines.Add(outcome);

                Assert.Distinct(flow.Trace.Select(static line => line[..line.IndexOf('(', StringComparison.Ordinal)]));

                // As long as the caller alone executes steps, their order is certain; otherwise only which are executed is, unless a failure
                // stops the run.
                if (!isAlone)
                {
                    lines.AddRange(outcome == Succeeded || type == "C" ? flow.Trace.Order() : []);
                    return;
                }

                // A run that fails ends when another thread has cancelled its token.
                lines.AddRange(outcome == Succeeded ? [$"completed at once: {isComplete}"] : []);
                lines.AddRange(before);
                lines.Add("later:");
                lines.AddRange(flow.Trace.Skip(before.Length).Order());
            });
        }
        finally
        {
            AllowLines();
        }

        lines.Add(flow.Locks);
        Assert.Equal(0, flow.TakenTwice);
        return string.Join('\n', lines);

        void AllowLines()
        {
            if (isForced)
            {
                isForced = false;
                EngineOnly.Release();
            }
        }
    }

    private static async Task<string> OutcomeOf(Task run, ScriptedFlow flow)
    {
        try
        {
            await run;
            return Succeeded;
        }
        catch (Exception exception)
        {
            string token = exception is OperationCanceledException canceled ? $", {(canceled.CancellationToken == flow.CallerToken ? "caller's" : "another")} token" : "";
            return $"{run.Status}: {exception.GetType().Name} {exception.Message}{token}";
        }
    }

    private static async Task On(Caller caller, Func<Task> body)
    {
        switch (caller)
        {
            case Caller.SynchronizationContext:
                await Task.Run(async () =>
                {
                    SynchronizationContext.SetSynchronizationContext(new QueuedContext());
                    await body();
                });
                break;
            case Caller.EventLoop:
                EventLoopHost.Run(() => new ValueTask(body()));
                break;
            case Caller.TaskScheduler:
                await Task.Factory.StartNew(body, default, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
                break;
            case Caller.Observed:
                using (FlowObserver.Subscribe(new SilentObserver()))
                {
                    await Task.Run(body);
                }

                break;
            default:
                await Task.Run(body);
                break;
        }
    }

    private sealed class SilentObserver : FlowObserver;

    private sealed class QueuedContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => d(state));
    }
}
