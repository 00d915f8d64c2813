using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Makes the steps that call functions, with the step's policies around the function if there are some.</summary>
internal static class StepMakers
{
    /// <summary>A synchronous step without a result.</summary>
    public static StepMaker Action<TCall>(Func<BuiltStep[], TCall> call) where TCall : struct, ICall => (run, step, steps, template) =>
    {
        TCall made = call(steps);
        return template.Policies is not { } policies ? new SyncStep<TCall>(run, step, made) : Under<ValueTuple>(run, step, policies, isSynchronous: true, (attempts, token) =>
        {
            made.Attempt(attempts, token);
            return default;
        });
    };

    /// <summary>A synchronous step with a result.</summary>
    public static StepMaker Function<TCall, T>(Func<BuiltStep[], TCall> call) where TCall : struct, ICall<T> => (run, step, steps, template) =>
    {
        TCall made = call(steps);
        return template.Policies is not { } policies ? new SyncStep<TCall, T>(run, step, made) : Under<T>(run, step, policies, isSynchronous: true, (attempts, token) => new(made.Attempt(attempts, token)));
    };

    /// <summary>An asynchronous step without a result.</summary>
    public static StepMaker Async<TCall>(Func<BuiltStep[], TCall> call) where TCall : struct, ICall<ValueTask> => (run, step, steps, template) =>
    {
        TCall made = call(steps);
        return template.Policies is not { } policies ? new AsyncStep<TCall>(run, step, made) : Under<ValueTuple>(run, step, policies, isSynchronous: false, async (attempts, token) =>
        {
            await made.Attempt(attempts, token);
            return default;
        });
    };

    /// <summary>An asynchronous step with a result.</summary>
    public static StepMaker Async<TCall, T>(Func<BuiltStep[], TCall> call) where TCall : struct, ICall<ValueTask<T>> => (run, step, steps, template) =>
    {
        TCall made = call(steps);
        return template.Policies is not { } policies ? new AsyncStep<TCall, T>(run, step, made) : Under<T>(run, step, policies, isSynchronous: false, (attempts, token) => made.Attempt(attempts, token));
    };

    private static AsyncStep<PolicyCall<T>, T> Under<T>(FlowRun run, int step, IStepPolicy[] policies, bool isSynchronous, Func<StepAttempts, CancellationToken, ValueTask<T>> body) =>
        new(run, step, new(new StepPolicies<T>(policies, body, isSynchronous)));
}
