using AsyncFlow.CompilerServices;
using AsyncFlow.Durable;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Orleans.Execution;

/// <summary>Executes the steps of runs in this process. Safe to use from any thread.</summary>
internal sealed class StepExecutor(IRunStore store, FlowRegistry flows, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Reads what a step of a run takes.</summary>
    /// <param name="id">The run.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="step">The step.</param>
    public async Task<StepWork> PrepareAsync(string id, string flow, int step)
    {
        FlowRegistration registration = flows.Find(flow);
        RunRecord run = await store.FindRunAsync(id) ?? throw new InvalidOperationException($"There is no run '{id}'.");
        CheckVersion(registration, id, run.Fingerprint);
        Dictionary<int, StoredStep> upstream = [];
        foreach (StepInfo other in registration.Flow.Plan.Steps[step].Upstream)
        {
            upstream[other.Index] = await store.ReadResultAsync(id, other.Index);
        }

        return new StepWork(this, id, run.TraceParent, registration, step, JsonList.Split(run.Inputs), upstream);
    }

    /// <summary>Prepares a step whose run knows what it takes.</summary>
    /// <param name="id">The run.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="step">The step.</param>
    /// <param name="data">What it takes.</param>
    public StepWork Prepare(string id, string flow, int step, StepData data)
    {
        FlowRegistration registration = flows.Find(flow);
        CheckVersion(registration, id, data.Fingerprint);
        Dictionary<int, StoredStep> upstream = data.Upstream.ToDictionary(static other => other.Step, static other => new StoredStep(other.Status, other.Result, null, []));
        return new StepWork(this, id, data.TraceParent, registration, step, JsonList.Split(data.Inputs), upstream);
    }

    /// <summary>Executes a step, or the condition of one that runs once for each element, on the thread pool.</summary>
    public Task<StepResult> ExecuteAsync(StepWork work, int element, IReadOnlyList<HeldLock> locks, CancellationToken cancellationToken) => OnPoolAsync(
        work,
        element,
        locks,
        async (steps, call) =>
        {
            if (element < 0 && !steps.ConditionHolds())
            {
                return new(StepStatus.Skipped, null, null, 0);
            }

            if (element < 0 && work.IsList)
            {
                return new(StepStatus.None, null, null, 0, work.Items.Count);
            }

            byte[]? result = await DurableTracing.TraceAsync(work, call, steps.ExecuteAsync);
            return new StepResult(StepStatus.Succeeded, result, null, AttemptsOf(call));
        },
        cancellationToken)!;

    /// <summary>Evaluates only the condition of a step, on the thread pool.</summary>
    /// <returns>What came of the step; null if its condition holds.</returns>
    public Task<StepResult?> DecideAsync(StepWork work, CancellationToken cancellationToken) => OnPoolAsync(
        work,
        element: -1,
        [],
        static (steps, _) => Task.FromResult(steps.ConditionHolds() ? null : new StepResult(StepStatus.Skipped, null, null, 0)),
        cancellationToken);

    private static void CheckVersion(FlowRegistration registration, string id, string fingerprint)
    {
        if (registration.Flow.Fingerprint != fingerprint)
        {
            // The process with the right version was not known yet, or has ended. The run asks again.
            throw new InvalidOperationException($"This process has version {registration.Flow.Fingerprint} of '{registration.Name}', and run '{id}' needs {fingerprint}.");
        }
    }

    private Task<StepResult?> OnPoolAsync(StepWork work, int element, IReadOnlyList<HeldLock> locks, Func<DurableSteps, StepInvocation, Task<StepResult?>> execute, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            StepInvocation? call = null;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                await using AsyncServiceScope scope = scopes.CreateAsyncScope();
                call = work.Call(element, locks, scope.ServiceProvider, time, cancellationToken);
                return await execute(work.Flow.Create(new DurableCall(call)), call);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return new(StepStatus.Canceled, null, null, AttemptsOf(call));
            }
            catch (Exception exception)
            {
                return new StepResult(StepStatus.Failed, null, FailureOf(work.NameOf(element), exception), AttemptsOf(call));
            }
        },
        CancellationToken.None);

    private static int AttemptsOf(StepInvocation? call) => Math.Max(1, call?.Attempts ?? 0);

    private static FlowFailure FailureOf(string step, Exception exception) =>
        new(step, exception.GetType().FullName ?? exception.GetType().Name, exception.Message, exception.ToString());
}
