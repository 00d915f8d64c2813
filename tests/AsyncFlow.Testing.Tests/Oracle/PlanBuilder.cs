using System.Collections;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>Builds a plan with a <see cref="FlowBuilder"/>, and checks in its steps what they are given.</summary>
/// <param name="constraints">What the steps have to share, if something; it changes when they run, and not what becomes of them.</param>
internal sealed class PlanBuilder(Constraints? constraints = null)
{
    private readonly List<Item> _owned = [];

    /// <summary>What steps found wrong.</summary>
    public List<string> Violations { get; } = [];

    public IFlow Build(OraclePlan plan)
    {
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
        Violations.AddRange(_owned.Where(static item => item.Disposals != 1).Select(static item => $"{item.Name} was disposed {item.Disposals} times"));
        _owned.Clear();
    }

    private StepHandle Add(FlowBuilder b, OracleStep step, List<StepHandle> handles)
    {
        if (step.Inner is { } inner)
        {
            return b.SubFlow(step.Name, Build(inner));
        }

        if (step.Elements is { } elements)
        {
            StepHandle each = b.ForEach((StepHandle<Item>)handles[step.List], async (element, context) =>
            {
                using (constraints?.Use(element % Constraints.Keys))
                {
                    await RunAsync(elements.Steps[element], 0, context);
                }
            }, maxConcurrency: constraints?.NextLimit() ?? 0, name: step.Name);
            return constraints is null ? each : each.WithLock(constraints.Locks, (int element) => element % Constraints.Keys);
        }

        int attempts = 0;
        long last = 0;
        int? key = constraints?.NextKey();
        StepHandle<Item> handle = step.Outcomes.Length == 0
            ? b.Step(step.Name, (StepContext context) => MakeAsync(context))
            : b.Step(step.Name, step.Outcomes.Select(upstream => ((StepHandle<Item>)handles[upstream]).Outcome), (IReadOnlyList<StepOutcome<Item>> seen, StepContext context) =>
            {
                foreach (StepOutcome<Item> outcome in seen)
                {
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

            Item item = new(step.Name, step.Count);
            if (step.IsOwned)
            {
                _owned.Add(item);
            }

            return item;
        }
    }

    private static async Task RunAsync(OracleStep step, int attempt, StepContext context)
    {
        // Not by Task.Delay, which cancels on another thread: virtual time does not wait for that.
        TaskCompletionSource ended = new();
        using ITimer timer = context.TimeProvider.CreateTimer(_ => ended.TrySetResult(), null, TimeSpan.FromMilliseconds(step.Duration), Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration registration = step.IgnoresToken ? default : context.CancellationToken.Register(() => ended.TrySetCanceled(context.CancellationToken));
        await ended.Task;
        if (step.HasPolicy ? attempt < step.FailedAttempts : step.Fails)
        {
            throw new OracleFailure(step.Name);
        }
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
        {
            Violations.Add(what);
        }
    }

    /// <summary>The exception of the steps. Its message is the name of the step.</summary>
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
    private sealed class Item(string name, int count) : IReadOnlyList<int>, IDisposable
    {
        private int _disposals;

        public string Name => name;

        public int Disposals => Volatile.Read(ref _disposals);

        public int Count => count;

        public int this[int index] => index;

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose() => Interlocked.Increment(ref _disposals);
    }
}
