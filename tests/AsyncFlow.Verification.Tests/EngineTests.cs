using System.Runtime.CompilerServices;
using AsyncFlow.Interleaving;
using AsyncFlow.Verification.Tests.Engine;
using Xunit.Abstractions;

namespace AsyncFlow.Verification.Tests;

/// <summary>Whole runs: workers, completing threads and callers meet in every order.</summary>
public class EngineTests(ITestOutputHelper output)
{
    [Fact]
    public void A_step_that_waits_joins_one_that_a_worker_runs() =>
        Explore(static () => new RunSubject(new ExploredFlow((Act.Waits, []), (Act.Sync, []), (Act.Completed, [0, 1])), callers: 1, runs: 2));

    [Fact]
    public void Two_steps_that_wait_end_at_the_same_moment() =>
        Explore(static () => new RunSubject(new ExploredFlow((Act.Waits, []), (Act.Waits, []), (Act.Completed, [0, 1])), callers: 1, runs: 2));

    [Fact]
    public void Two_workers_run_steps_that_wait() =>
        Explore(static () => new RunSubject(new ExploredFlow((Act.Sync, []), (Act.Waits, [0]), (Act.Waits, [0]), (Act.Completed, [1, 2])), callers: 1, runs: 1));

    [Fact]
    public void Two_synchronous_steps_and_late_workers() =>
        Explore(static () => new RunSubject(new ExploredFlow((Act.Sync, []), (Act.Sync, []), (Act.Completed, [0, 1])), callers: 1, runs: 2));

    [Fact]
    public void Two_callers_share_the_pool() =>
        Explore(static () => new RunSubject(new ExploredFlow((Act.Waits, []), (Act.Completed, [0])), callers: 2, runs: 2));

    [Fact]
    public void Steps_wait_for_a_lock() => Explore(static () =>
    {
        FlowLock gate = new();
        return new LockedRun(new ExploredFlow([gate], (Act.Waits, []), (Act.Sync, []), (Act.Completed, [0, 1])), gate, fails: false);
    });

    [Fact]
    public void A_pooled_run_waits_for_a_lock_again() => Explore(static () => new RunSubject(new ExploredFlow([new FlowLock()], (Act.Waits, [])), callers: 1, runs: 3));

    [Theory]
    [InlineData("Throws")]
    [InlineData("ThrowsLater")]
    public void A_step_that_fails_gives_its_lock_back(string act) => Explore(() =>
    {
        FlowLock gate = new();
        return new LockedRun(new ExploredFlow([gate], (Enum.Parse<Act>(act), []), (Act.Sync, [])), gate, fails: true);
    });

    [Fact]
    public void A_run_that_fails_leaves_no_step_waiting_for_a_slot() =>
        Explore(static () => new LimitedRun(new ExploredFlow((Act.ThrowsLater, []), (Act.Waits, []), (Act.Completed, [0, 1]))));

    [Fact]
    public void A_run_is_cancelled_at_any_moment() =>
        Explore(static () => new CanceledRun(new ExploredFlow((Act.Waits, []), (Act.Completed, [0]))));

    [Fact]
    public void A_result_is_taken_once() => Explore(static () => new TakenTwice(new ExploredFlow((Act.Waits, []), (Act.Completed, [0]))));

    // Whole runs have a hundred points and more.
    private void Explore(Func<Subject> subject, [CallerMemberName] string name = "") => output.Explore(subject, Limits.OfRuns, name, nameof(EngineTests));

    private sealed class LockedRun(ExploredFlow flow, FlowLock gate, bool fails) : RunSubject(flow, callers: 1, runs: 1)
    {
        public override void Check()
        {
            base.Check();
            Assert.True(gate.TryAcquire(), "The lock is not free.");
        }

        protected override void Ended(long number, ValueTask<long> task)
        {
            if (fails)
            {
                Assert.Throws<StepFailure>(() => task.Result);
            }
            else
            {
                base.Ended(number, task);
            }
        }
    }

    private sealed class LimitedRun(ExploredFlow flow) : RunSubject(flow, callers: 1, runs: 1)
    {
        protected override FlowOptions? Options { get; } = new() { MaxConcurrency = 1 };

        protected override void Ended(long number, ValueTask<long> task) => Assert.Throws<StepFailure>(() => task.Result);
    }

    // Another thread cancels the first run. The second is not affected, whether the pooled run serves it or not.
    private sealed class CanceledRun(ExploredFlow flow) : RunSubject(flow, callers: 1, runs: 2)
    {
        private CancellationTokenSource Cancellation { get; } = new();

        public override IReadOnlyList<Action> Threads => [.. base.Threads, Cancellation.Cancel];

        protected override CancellationToken TokenOf(long number) => number % 10 == 1 ? Cancellation.Token : default;

        protected override void Ended(long number, ValueTask<long> task)
        {
            if (number % 10 == 1)
            {
                try
                {
                    Assert.Equal(number * Flow.Weight, task.Result);
                }
                catch (OperationCanceledException)
                {
                    Assert.True(Cancellation.IsCancellationRequested);
                }
            }
            else
            {
                base.Ended(number, task);
            }
        }
    }

    // Two threads take the result of one run at the same moment. Then two runs begin, which must not share an object.
    private sealed class TakenTwice(ExploredFlow flow) : Subject
    {
        private ValueTask<long> _task;
        private bool _hasEnded;
        private int _taken;
        private int _left;
        private int _results;

        public override IReadOnlyList<Action> Threads => [Begin, Take, Take];

        public override void Check()
        {
            Assert.Equal(1, _taken);
            Assert.Equal(2, _results);
        }

        private void Begin()
        {
#pragma warning disable CA2012 // The test is about a task that is awaited twice.
            _task = flow.ExecuteAsync(1);
#pragma warning restore CA2012
            ScheduledContext.Await(_task, _ => _hasEnded = true);
        }

        private void Take()
        {
            Explorer.WaitUntil(() => _hasEnded);
            try
            {
                Assert.Equal(flow.Weight, _task.Result);
                _taken++;
            }
            catch (InvalidOperationException)
            {
                // The other thread has taken it.
            }

            if (++_left == 2)
            {
                Run(2);
                Run(3);
            }
        }

        private void Run(long number) => ScheduledContext.Await(flow.ExecuteAsync(number), task =>
        {
            Assert.Equal(number * flow.Weight, task.Result);
            _results++;
        });
    }
}
