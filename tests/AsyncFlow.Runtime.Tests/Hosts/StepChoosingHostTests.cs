using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>A host that chooses the order of steps, with the public members of <see cref="FlowHost"/>.</summary>
public class StepChoosingHostTests
{
    [Fact]
    public async Task The_host_chooses_among_all_steps_that_are_ready()
    {
        FlowLock gate = new();
        for (int i = 0; i < 50; i++)
        {
            ConcurrentQueue<string> order = new();
            Step Sync(string name) => Step.Sync(name, _ => order.Enqueue(name));
            Step Async(string name) => Step.Task(name, _ =>
            {
                order.Enqueue(name);
                return Task.CompletedTask;
            });
            ScriptedFlow flow = new(
                Sync("a").Holding(gate),
                Async("b"),
                Sync("c"),
                Async("d").Holding(gate),
                Sync("e").After("d"),
                Sync("f").After("c", "d"));

            FlowReport<long> report = await flow.RunAsync(new FlowOptions { Host = new LastFirstHost() }).Within();

            Assert.Equal(FlowStatus.Succeeded, report.Status);
            Assert.Equal(["d", "e", "c", "f", "b", "a"], order);
            Assert.True(gate.IsFree());
        }
    }

    [Fact]
    public async Task A_step_is_announced_as_waiting_and_its_wait_ends_before_it_is_scheduled()
    {
        ObservedHost host = new();
        Gate gate = new();
        FlowLock held = new();
        await held.AcquireAsync(default);
        ScriptedFlow flow = new(Step.TaskOf("task", _ => gate.Pass()), Step.Sync("lock", static _ => { }).Holding(held));

        Task run = flow.ExecuteAsync(new FlowOptions { Host = host }).AsTask();
        Func<bool> taskIsOver = await host.Waiting("task").Within();
        Func<bool> lockIsOver = await host.Waiting("lock").Within();
        Assert.False(taskIsOver());
        Assert.False(lockIsOver());
        gate.Open();
        Assert.True(taskIsOver());
        await host.Held("task").Within();
        held.Release();
        Assert.True(lockIsOver());
        await host.Held("lock").Within();
        Assert.Equal([true, false], host.OnlyCompletes);
        host.Continue();
        await run.Within();
    }

    [Fact]
    public async Task Every_run_is_announced_as_starting_started_and_ended()
    {
        ObservedHost host = new();
        host.Continue();
        ScriptedFlow flow = new(Step.Task("yields", static async _ => await Task.Yield()), Step.Sync("last", static _ => { }).After("yields"));
        for (int i = 1; i <= 20; i++)
        {
            await flow.ExecuteAsync(new FlowOptions { Host = host }).Within();
            Assert.Equal((i, i), (host.Starting, host.Started));
        }

        // The host is notified last, possibly just after the caller.
        Assert.True(SpinWait.SpinUntil(() => host.Ended == 20, Hang.Limit));
    }

    // Executes work on the thread pool. Steps that have waited are held back until Continue is called.
    private sealed class ObservedHost : FlowHost
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<Func<bool>>> _waiting = new();
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
        private readonly TaskCompletionSource _continued = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _starting, _started, _ended;

        public int Starting => Volatile.Read(ref _starting);

        public int Started => Volatile.Read(ref _started);

        public int Ended => Volatile.Read(ref _ended);

        /// <summary>OnlyCompletes of the work of each step that had waited, in the order in which the waits ended.</summary>
        public ConcurrentQueue<bool> OnlyCompletes { get; } = [];

        public override bool RunsAsyncStepsInParallel => true;

        protected internal override bool SchedulesSteps => true;

        public Task<Func<bool>> Waiting(string step) => WaitingSource(step).Task;

        public Task Held(string step) => HeldSource(step).Task;

        public void Continue() => _continued.SetResult();

        protected internal override void Schedule(FlowWorker worker) => ScheduleSynchronous(worker);

        protected internal override void ScheduleStep(FlowWorker work, StepInfo info, long runId)
        {
            if (!WaitingSource(info.Name).Task.IsCompleted)
            {
                Schedule(work);
                return;
            }

            OnlyCompletes.Enqueue(work.OnlyCompletes);
            HeldSource(info.Name).TrySetResult();
            _continued.Task.ContinueWith(_ => work.Execute(), TaskScheduler.Default);
        }

        protected internal override void StepWaiting(StepInfo step, long runId, Func<bool> isOver) => WaitingSource(step.Name).TrySetResult(isOver);

        protected internal override void RunStarting() => Interlocked.Increment(ref _starting);

        protected internal override void RunStarted() => Interlocked.Increment(ref _started);

        protected internal override void RunEnded() => Interlocked.Increment(ref _ended);

        private TaskCompletionSource<Func<bool>> WaitingSource(string step) =>
            _waiting.GetOrAdd(step, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

        private TaskCompletionSource HeldSource(string step) => _held.GetOrAdd(step, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
