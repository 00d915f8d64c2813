using AsyncFlow.Building;
using AsyncFlow.Building.Steps;

namespace AsyncFlow;

// The common implementation of all overloads of Step and StepValueTask.
public sealed partial class FlowBuilder
{
    internal StepHandle AddAction<TCall>(string name, Delegate body, StepHandle[] inputs, Func<BuiltStep[], TCall> call) where TCall : struct, ICall =>
        Add(name, body, inputs, isAsync: false, StepMakers.Action(call));

    internal StepHandle<T> AddFunction<TCall, T>(string name, Delegate body, StepHandle[] inputs, Func<BuiltStep[], TCall> call) where TCall : struct, ICall<T>
    {
        ThrowIfValueTask<T>(name, nameof(StepValueTask));
        return Add<T>(name, body, inputs, isAsync: false, StepMakers.Function<TCall, T>(call));
    }

    internal StepHandle AddTask<TCall>(string name, Delegate body, StepHandle[] inputs, Func<BuiltStep[], TCall> call) where TCall : struct, ICall<Task> =>
        Add(name, body, inputs, isAsync: true, StepMakers.Async<TaskCall<TCall>>(steps => new(call(steps))));

    internal StepHandle<T> AddTask<TCall, T>(string name, Delegate body, StepHandle[] inputs, Func<BuiltStep[], TCall> call) where TCall : struct, ICall<Task<T>> =>
        Add<T>(name, body, inputs, isAsync: true, StepMakers.Async<TaskCall<TCall, T>, T>(steps => new(call(steps))));

    internal StepHandle AddValueTask<TCall>(string name, Delegate body, StepHandle[] inputs, Func<BuiltStep[], TCall> call) where TCall : struct, ICall<ValueTask> =>
        Add(name, body, inputs, isAsync: true, StepMakers.Async(call));

    internal StepHandle<T> AddValueTask<TCall, T>(string name, Delegate body, StepHandle[] inputs, Func<BuiltStep[], TCall> call) where TCall : struct, ICall<ValueTask<T>> =>
        Add<T>(name, body, inputs, isAsync: true, StepMakers.Async<TCall, T>(call));

    private StepHandle Add(string name, object body, StepHandle?[] inputs, bool isAsync, StepMaker make, StepKind kind = StepKind.Function, Func<FlowPlan>? flow = null) =>
        new(_flow, Define(body, inputs, new(_flow.Count, name, isAsync, make) { Kind = kind, Flow = flow }));

    private StepHandle<T> Add<T>(string name, object body, StepHandle?[] inputs, bool isAsync, StepMaker make, StepKind kind = StepKind.Function, Func<FlowPlan>? flow = null) =>
        new(_flow, Define(body, inputs, new(_flow.Count, name, isAsync, make) { Kind = kind, Flow = flow }));

    // Everything is checked before anything changes, so a step that is refused leaves no trace.
    private StepDefinition Define(object body, StepHandle?[] inputs, StepDefinition step)
    {
        _flow.ThrowIfBuilt();
        ArgumentException.ThrowIfNullOrEmpty(step.Name, "name");
        if (body is null)
        {
            throw new ArgumentNullException(nameof(body), $"Step '{step.Name}' has no function: it is null.");
        }

        foreach (StepHandle? input in inputs)
        {
            UpstreamChecks.ThrowIfNoResult(_flow, step, input, "upstream");
        }

        _flow.Add(step);
        foreach (StepHandle? input in inputs)
        {
            input!.TakeBy(step);
        }

        return step;
    }

    // To the compiler, a function that returns a ValueTask is a synchronous one with that result.
    private static void ThrowIfValueTask<T>(string name, string method)
    {
        if (typeof(T) == typeof(ValueTask) || (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new ArgumentException($"Step '{name}' returns a {TypeName.Of(typeof(T))}, which would not be awaited. Add it with {method}.");
        }
    }
}
