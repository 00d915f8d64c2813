using Polly;

namespace AsyncFlow.Testing.Tests.Policies;

// The flows of the tests.
public sealed partial class PolicyTests
{
    [Flow]
    internal sealed partial class Attempted(ResiliencePipeline policy, Func<int, StepContext, Task<string>> work)
    {
        public int Count { get; private set; }

        [Step, WithPolicy(nameof(policy)), Output]
        private Task<string> Work(StepContext context) => work(++Count, context);
    }

    [Flow]
    internal sealed partial class TwoPolicies(ResiliencePipeline outer, ResiliencePipeline inner, Func<int, StepContext, Task<string>> work)
    {
        private int _count;

        [Step, WithPolicy(nameof(outer), nameof(inner)), Output]
        private Task<string> Work(StepContext context) => work(++_count, context);
    }

    [Flow]
    internal sealed partial class Hedged(ResiliencePipeline<string> policy, Func<int, StepContext, Task<string>> work)
    {
        private int _count;

        [Step, WithPolicy(nameof(policy)), Output]
        private Task<string> Work(StepContext context) => work(++_count, context);
    }

    [Flow]
    internal sealed partial class ByOwnPolicy(IStepPolicy policy, Func<int, StepContext, Task<string>> work)
    {
        private int _count;

        [Step, WithPolicy(nameof(policy)), Output]
        private Task<string> Work(StepContext context) => work(++_count, context);
    }

    [Flow(FailureMode = FailureMode.Continue)]
    internal sealed partial class Elements(IStepPolicy limiter, int count)
    {
        [Step]
        private int[] Numbers() => [.. Enumerable.Range(0, count)];

        [Step, WithPolicy(nameof(limiter))]
        private static Task<int> Use([Each(nameof(Numbers), MaxConcurrency = 1)] int number) => Task.FromResult(number);
    }

    [Flow]
    internal sealed partial class LockAcross(FlowLock gate, ResiliencePipeline retry, Action<string> log)
    {
        private int _attempts;

        [Step, WithLock(nameof(gate)), WithPolicy(nameof(retry))]
        private async Task A()
        {
            log($"A{++_attempts}");
            await Task.Yield();
            if (_attempts == 1)
            {
                _ready.SetResult();
                throw new IOException();
            }
        }

        private readonly TaskCompletionSource _ready = new();

        [Step]
        private Task Wait() => _ready.Task;

        [Step(nameof(Wait)), WithLock(nameof(gate))]
        private async Task B()
        {
            log("B");
            await Task.Yield();
        }
    }

    [Flow]
    internal sealed partial class LockPerAttempt(FlowLock gate, ResiliencePipeline retry, Action<string> log)
    {
        private int _attempts;

        [Step, WithLock(nameof(gate), PerAttempt = true), WithPolicy(nameof(retry))]
        private async Task A()
        {
            log($"A{++_attempts}");
            await Task.Yield();
            if (_attempts == 1)
            {
                _ready.SetResult();
                throw new IOException();
            }
        }

        private readonly TaskCompletionSource _ready = new();

        [Step]
        private Task Wait() => _ready.Task;

        [Step(nameof(Wait)), WithLock(nameof(gate))]
        private async Task B()
        {
            log("B");
            await Task.Yield();
        }
    }

    // Every step fails at its first attempt.
    [Flow]
    internal sealed partial class AllKinds(ResiliencePipeline retry, IStepPolicy plain)
    {
        private readonly HashSet<string> _failed = [];

        [Step, WithPolicy(nameof(retry))]
        private int Synchronous()
        {
            FailOnce("synchronous");
            return 1;
        }

        [Step, WithPolicy(nameof(plain), nameof(retry))]
        private async ValueTask<long> ValueTaskOf(int one, CancellationToken token)
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            FailOnce("value task");
            return one + 1;
        }

        [Step(nameof(ValueTaskOf)), WithPolicy(nameof(retry))]
        private void Nothing() => FailOnce("nothing");

        [Step(nameof(Nothing)), WithPolicy(nameof(retry))]
        private async Task<int[]> Numbers()
        {
            await Task.Yield();
            FailOnce("numbers");
            return [3, 3];
        }

        [Step, WithPolicy(nameof(retry))]
        private async Task<string> Each([Each(nameof(Numbers))] int number, StepContext context)
        {
            await Task.Yield();
            FailOnce(context.StepName);
            return $"{number + 1}";
        }

        [Step(nameof(Each)), WithPolicy(nameof(retry))]
        private readonly Inner _inner = new();

        [Step, WithPolicy(nameof(retry)), Output]
        private async Task<string> All(int one, long two, int[] numbers, IReadOnlyList<string> each, string inner)
        {
            await Task.Yield();
            FailOnce("all");
            return $"{one} {two} {numbers[0]} {string.Join(',', each)} {inner}";
        }

        private void FailOnce(string step)
        {
            lock (_failed)
            {
                if (_failed.Add(step))
                {
                    throw new IOException(step);
                }
            }
        }
    }

    // The first run fails twice.
    [Flow(FailureMode = FailureMode.Continue)]
    internal sealed partial class Inner
    {
        private int _runs;

        [Step]
        private async Task<string> A()
        {
            await Task.Yield();
            return ++_runs == 1 ? throw new IOException("A") : "inner";
        }

        [Step]
        private async Task B()
        {
            await Task.Yield();
            if (Volatile.Read(ref _bRuns) == 0)
            {
                _bRuns = 1;
                throw new IOException("B");
            }
        }

        private int _bRuns;

        [Step, Output]
        private static string Show(string a) => a;
    }

    [Flow]
    internal sealed partial class Keyed
    {
        private readonly FlowLocks<string> _keys = new();
        private readonly Twice _twice = new();
        private int _holders;

        public FlowLocks<string> Keys => _keys;

        public int MostHolders { get; private set; }

        public int Attempts { get; private set; }

        [Step]
        private static string[] Names() => ["a", "a"];

        [Step, WithLock(nameof(_keys), Key = nameof(KeyOf), PerAttempt = true), WithPolicy(nameof(_twice))]
        private async Task Use([Each(nameof(Names))] string name)
        {
            Attempts++;
            MostHolders = Math.Max(MostHolders, ++_holders);
            await Task.Yield();
            _holders--;
        }

        private static string KeyOf(string name) => name;
    }

    private sealed class Plain : IStepPolicy
    {
        public ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context) =>
            step(state, context.CancellationToken);
    }

    internal sealed class Twice : IStepPolicy
    {
        public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
        {
            await step(state, context.CancellationToken);
            return await step(state, context.CancellationToken);
        }
    }

    private sealed class Limiter(int permits) : IStepPolicy
    {
        private int _free = permits;

        public ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context) =>
            _free-- > 0 ? step(state, context.CancellationToken) : throw new InvalidOperationException("no permit");
    }

    // Starts two attempts and takes the first result, without waiting for the other attempt.
    private sealed class Abandoning : IStepPolicy
    {
        public Func<Task> AgainAsync { get; private set; } = static () => Task.CompletedTask;

        public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
        {
            AgainAsync = () => step(state, context.CancellationToken).AsTask();
            Task<TResult> first = step(state, context.CancellationToken).AsTask();
            Task<TResult> second = step(state, context.CancellationToken).AsTask();
            return await await Task.WhenAny(first, second);
        }
    }

    private sealed class Attempts : FlowObserver
    {
        public List<string> Log { get; } = [];

        public override void OnAttemptStarted(in AttemptStarted e) => Log.Add($"{e.Step.Name} {e.Attempt}");

        public override void OnStepCompleted(in StepCompleted e) => Log.Add($"{e.Step.Name} ended after {e.Attempts}");
    }
}
