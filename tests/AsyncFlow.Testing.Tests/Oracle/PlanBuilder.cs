using System.Collections;
using System.Collections.Concurrent;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>Builds a plan with a <see cref="FlowBuilder"/>, and checks in its steps what they are given.</summary>
/// <param name="constraints">What the steps have to share, if something; it changes when they run, and not what becomes of them.</param>
/// <param name="isTimed">Whether steps take their time; otherwise they give way some times, or complete at once.</param>
internal sealed class PlanBuilder(Constraints? constraints = null, bool isTimed = true)
{
    private static readonly InputFlow s_withInput = new();
    private readonly ConcurrentQueue<Item> _owned = [];

    /// <summary>What steps found wrong.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>Called before a step works.</summary>
    public Action? Working { get; init; }

    public IFlow Build(OraclePlan plan)
    {
        if (plan.HasInput)
        {
            return s_withInput.WithInput((this, plan));
        }

        FlowBuilder b = new(plan.Name) { FailureMode = plan.Mode, MaxConcurrency = constraints?.NextLimit() ?? 0 };
        List<StepHandle> handles = [];
        foreach (OracleStep step in plan.Steps)
        {
            StepHandle handle = Add(b, step, handles);
            handles.Add(handle.After(step.After.Select(upstream => handles[upstream])));
            if (step.Condition is { } condition)
            {
                handle.When(() => condition);
            }
        }

        return plan.Output < 0 ? b.Build() : b.Build((StepHandle<Item>)handles[plan.Output]);
    }

    /// <summary>Checks that what was owned has been disposed, each once.</summary>
    public void CheckDisposal()
    {
        while (_owned.TryDequeue(out Item? item))
        {
            Check(item.Disposals == 1, $"{item.Name} was disposed {item.Disposals} times");
        }
    }

    private StepHandle Add(FlowBuilder b, OracleStep step, List<StepHandle> handles)
    {
        if (step.Inner is { } inner)
        {
            return b.SubFlow(step.Name, Build(inner));
        }

        if (step.Elements is { } elements)
        {
            int limit = constraints?.NextLimit() ?? 0;
            async Task<int> WorkAsync(int element, StepContext context)
            {
                using (constraints?.Use(element % Constraints.Keys))
                {
                    await RunAsync(elements.Steps[element], 0, context);
                    return element;
                }
            }

            StepHandle<IReadOnlyList<int>> each = handles[step.List] switch
            {
                StepHandle<IReadOnlyList<int>> list => b.ForEach(list, WorkAsync, maxConcurrency: limit, name: step.Name),
                StepHandle<Item> list when step.TakesOneByOne => b.ForEach((IStepHandle<IAsyncEnumerable<int>>)list, WorkAsync, maxConcurrency: limit, name: step.Name),
                StepHandle<Item> list => b.ForEach((IStepHandle<IEnumerable<int>>)list, WorkAsync, maxConcurrency: limit, name: step.Name),
                StepHandle other => throw new InvalidOperationException(other.Name),
            };
            return constraints is null ? each : each.WithLock(constraints.Locks, (int element) => element % Constraints.Keys);
        }

        int attempts = 0;
        long last = 0;
        int? key = constraints?.NextKey();
        StepHandle<Item> handle = step.Outcomes.Length == 0
            ? b.Step(step.Name, (StepContext context) => MakeAsync(context))
            : b.Step(step.Name, step.Outcomes.Select(upstream => ((StepHandle<Item>)handles[upstream]).Outcome), (IReadOnlyList<StepOutcome<Item>> seen, StepContext context) =>
            {
                foreach ((StepOutcome<Item> outcome, int upstream) in seen.Zip(step.Outcomes))
                {
                    Check(!outcome.IsSuccess || outcome.Value!.Name == handles[upstream].Name, $"{step.Name} was given the result of another step than {handles[upstream].Name}");
                    Check(outcome.IsSuccess ? outcome.Value!.Disposals == 0 : outcome.Status != StepStatus.Failed || outcome.Exception is OracleFailure, $"{step.Name} was given {outcome}");
                }

                return MakeAsync(context);
            });
        if (step.HasPolicy)
        {
            handle.WithPolicy(new Retry());
        }

        if (key is { } needed)
        {
            handle.WithLock(constraints!.Locks, needed);
        }

        return step.IsOwned ? handle.Owned() : handle;

        async Task<Item> MakeAsync(StepContext context)
        {
            (attempts, last) = (context.RunId == last ? attempts + 1 : 0, context.RunId);
            using (constraints?.Use(key))
            {
                await RunAsync(step, attempts, context);
            }

            Item item = new(step);
            if (step.IsOwned)
            {
                _owned.Enqueue(item);
            }

            return item;
        }
    }

    /// <summary>What a step of a flow with an input does.</summary>
    /// <param name="step">The step.</param>
    /// <param name="given">The results that it is given.</param>
    /// <param name="expected">The steps of which they should be.</param>
    /// <param name="context">Of the step.</param>
    public async Task<Item> MakeAsync(OracleStep step, Item[] given, OracleStep[] expected, StepContext context)
    {
        Check(given.Select(static item => item.Step).SequenceEqual(expected, ReferenceEqualityComparer.Instance), $"{step.Name} was given results of other steps or another run");
        using (constraints?.Use(null))
        {
            await RunAsync(step, 0, context);
        }

        return new Item(step);
    }

    private async Task RunAsync(OracleStep step, int attempt, StepContext context)
    {
        Working?.Invoke();
        if (isTimed)
        {
            await WaitAsync(step, context);
        }
        else
        {
            for (long i = step.Duration % 4; i > 0; i--)
            {
                await Task.Yield();
                if (!step.IgnoresToken)
                {
                    context.CancellationToken.ThrowIfCancellationRequested();
                }
            }
        }

        if (step.HasPolicy ? attempt < step.FailedAttempts : step.Fails)
        {
            throw new OracleFailure(step.Failure);
        }
    }

    private static async Task WaitAsync(OracleStep step, StepContext context)
    {
        // Not by Task.Delay, which cancels on another thread: virtual time does not wait for that.
        TaskCompletionSource ended = new();
        using ITimer timer = context.TimeProvider.CreateTimer(_ => ended.TrySetResult(), null, TimeSpan.FromMilliseconds(step.Duration), Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration registration = step.IgnoresToken ? default : context.CancellationToken.Register(() => ended.TrySetCanceled(context.CancellationToken));
        await ended.Task;
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
        {
            Violations.Enqueue(what);
        }
    }

    /// <summary>The exception of the steps. Its message is that of the step in the plan.</summary>
    public sealed class OracleFailure(string step) : Exception(step);

    private sealed class Retry : IStepPolicy
    {
        public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return await step(state, context.CancellationToken);
                }
                catch (OracleFailure) when (attempt < OraclePlan.MaxAttempts)
                {
                }
            }
        }
    }

    // The result of a step: a list of so many elements, which the run may own.
    public sealed class Item(OracleStep step) : IReadOnlyList<int>, IAsyncEnumerable<int>, IDisposable
    {
        private int _disposals;

        public OracleStep Step => step;

        public string Name => step.Name;

        public int Disposals => Volatile.Read(ref _disposals);

        public int Count => step.Count;

        public int this[int index] => index;

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, step.Count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public async IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            for (int i = 0; i < step.Count; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }

        public void Dispose() => Interlocked.Increment(ref _disposals);
    }
}
