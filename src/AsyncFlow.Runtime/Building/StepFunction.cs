using AsyncFlow.Building;

namespace AsyncFlow;

/// <summary>Tells how to call the functions that <see cref="Flow.Create"/> takes.</summary>
internal static class StepFunction
{
    /// <exception cref="ArgumentException">The function is of another type.</exception>
    public static (bool IsAsync, CellMaker MakeCell) Read(Delegate function) => function switch
    {
        Action body => Sync(new PlainCall<Nothing>(() => { body(); return default; })),
        Action<CancellationToken> body => Sync(new Call<Nothing>(token => { body(token); return default; })),
        Action<StepContext> body => Sync(new ContextCall<Nothing>(context => { body(context); return default; })),
        Func<Task> body when IsExactly<Func<Task>>(body) => Async(new TaskCall<PlainCall<Task>>(new(body))),
        Func<CancellationToken, Task> body when IsExactly<Func<CancellationToken, Task>>(body) => Async(new TaskCall<Call<Task>>(new(body))),
        Func<StepContext, Task> body when IsExactly<Func<StepContext, Task>>(body) => Async(new TaskCall<ContextCall<Task>>(new(body))),
        Func<ValueTask> body when IsExactly<Func<ValueTask>>(body) => Async(new PlainCall<ValueTask>(body)),
        Func<CancellationToken, ValueTask> body when IsExactly<Func<CancellationToken, ValueTask>>(body) => Async(new Call<ValueTask>(body)),
        Func<StepContext, ValueTask> body when IsExactly<Func<StepContext, ValueTask>>(body) => Async(new ContextCall<ValueTask>(body)),
        _ => throw new ArgumentException(
            $"{TypeName.WithArticle(function.GetType())} cannot be run. Flow.Create runs Action, Func<Task> and Func<ValueTask>, each also with one parameter of type CancellationToken or StepContext. "
            + "Wrap it in a lambda of such a type, or, to pass results on, use FlowBuilder or a [Composition]."),
    };

    // A Func<Task<int>> is a Func<Task> too, but its result would be lost without a word. And of several asynchronous functions in one
    // delegate only the last one's task is returned.
    private static bool IsExactly<TDelegate>(TDelegate function) where TDelegate : Delegate =>
        function.GetType() == typeof(TDelegate)
        && (function.GetInvocationList().Length == 1
            ? true
            : throw new ArgumentException($"a {TypeName.Of(typeof(TDelegate))} that holds several functions, put together with '+', cannot be run: only the last one's task would be awaited. Make each of them an item."));

    private static (bool IsAsync, CellMaker MakeCell) Sync<TCall>(TCall call) where TCall : struct, ICall<Nothing> =>
        (false, (run, step, _) => new SyncCell<TCall, Nothing>(run, step, call));

    private static (bool IsAsync, CellMaker MakeCell) Async<TCall>(TCall call) where TCall : struct, ICall<ValueTask> =>
        (true, (run, step, _) => new AsyncCell<TCall>(run, step, call));
}
