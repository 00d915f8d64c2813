using AsyncFlow.Building;

namespace AsyncFlow;

// What all overloads of Step and StepValueTask come down to: a cell that makes a certain call.
public sealed partial class FlowBuilder
{
    private StepHandle AddAction<TCall>(StepRequest request, Func<StepCell[], TCall> call) where TCall : struct, ICall<Nothing> =>
        Add(request, isAsync: false, (run, step, cells) => new SyncCell<TCall, Nothing>(run, step, call(cells)));

    private StepHandle<T> AddFunction<TCall, T>(StepRequest request, Func<StepCell[], TCall> call) where TCall : struct, ICall<T>
    {
        ThrowIfValueTask<T>(request, nameof(StepValueTask));
        return Add<T>(request, isAsync: false, (run, step, cells) => new SyncCell<TCall, T>(run, step, call(cells)));
    }

    private StepHandle AddTask<TCall>(StepRequest request, Func<StepCell[], TCall> call) where TCall : struct, ICall<Task> =>
        Add(request, isAsync: true, (run, step, cells) => new AsyncCell<TaskCall<TCall>>(run, step, new(call(cells))));

    private StepHandle<T> AddTask<TCall, T>(StepRequest request, Func<StepCell[], TCall> call) where TCall : struct, ICall<Task<T>> =>
        Add<T>(request, isAsync: true, (run, step, cells) => new AsyncCell<TaskCall<TCall, T>, T>(run, step, new(call(cells))));

    private StepHandle AddValueTask<TCall>(StepRequest request, Func<StepCell[], TCall> call) where TCall : struct, ICall<ValueTask> =>
        Add(request, isAsync: true, (run, step, cells) => new AsyncCell<TCall>(run, step, call(cells)));

    private StepHandle<T> AddValueTask<TCall, T>(StepRequest request, Func<StepCell[], TCall> call) where TCall : struct, ICall<ValueTask<T>> =>
        Add<T>(request, isAsync: true, (run, step, cells) => new AsyncCell<TCall, T>(run, step, call(cells)));

    // The compiler takes a function that returns a value task for one that returns some result.
    private static void ThrowIfValueTask<T>(StepRequest request, string method)
    {
        if (typeof(T) == typeof(ValueTask) || (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new ArgumentException($"Step '{request.Name}' returns a {TypeName.Of(typeof(T))}, which nobody would await. Add it with {method}.");
        }
    }
}
