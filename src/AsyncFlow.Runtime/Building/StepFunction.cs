using AsyncFlow.Building.Steps;

namespace AsyncFlow.Building;

/// <summary>Tells how to call the functions that <see cref="Flow.Create"/> takes.</summary>
internal static class StepFunction
{
    /// <exception cref="ArgumentException">The function is of another type.</exception>
    public static (bool IsAsync, StepMaker Make) Read(Delegate function) => function switch
    {
        Action body => Sync(new PlainAction(body)),
        Action<CancellationToken> body => Sync(new TokenAction(body)),
        Action<StepContext> body => Sync(new ContextAction(body)),
        Func<Task> body when IsExactly<Func<Task>>(body) => Async(new TaskCall<PlainFunc<Task>>(new(body))),
        Func<CancellationToken, Task> body when IsExactly<Func<CancellationToken, Task>>(body) => Async(new TaskCall<TokenFunc<Task>>(new(body))),
        Func<StepContext, Task> body when IsExactly<Func<StepContext, Task>>(body) => Async(new TaskCall<ContextFunc<Task>>(new(body))),
        Func<ValueTask> body when IsExactly<Func<ValueTask>>(body) => Async(new PlainFunc<ValueTask>(body)),
        Func<CancellationToken, ValueTask> body when IsExactly<Func<CancellationToken, ValueTask>>(body) => Async(new TokenFunc<ValueTask>(body)),
        Func<StepContext, ValueTask> body when IsExactly<Func<StepContext, ValueTask>>(body) => Async(new ContextFunc<ValueTask>(body)),
        _ => throw new ArgumentException(
            $"{TypeName.WithArticle(function.GetType())} cannot be run. Flow.Create runs Action, Func<Task> and Func<ValueTask>, each also with one parameter of type CancellationToken or StepContext. "
            + "Wrap it in a lambda of such a type, or, to pass results on, use FlowBuilder or a [Composition]."),
    };

    // A Func<Task<int>> is a Func<Task> too, but its result would be lost silently. And a delegate that combines several asynchronous
    // functions returns only the last one's task.
    private static bool IsExactly<TDelegate>(TDelegate function) where TDelegate : Delegate =>
        function.GetType() == typeof(TDelegate)
        && (function.GetInvocationList().Length == 1
            ? true
            : throw new ArgumentException($"a {TypeName.Of(typeof(TDelegate))} that combines several functions with '+' cannot be run: only the last one's task would be awaited. Make each of them an item."));

    private static (bool IsAsync, StepMaker Make) Sync<TCall>(TCall call) where TCall : struct, ICall =>
        (false, StepMakers.Action(_ => call));

    private static (bool IsAsync, StepMaker Make) Async<TCall>(TCall call) where TCall : struct, ICall<ValueTask> =>
        (true, StepMakers.Async(_ => call));
}
