using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Calls a function without parameters and without a result.</summary>
internal readonly struct PlainAction(Action body) : ICall
{
    public void Invoke(FlowRun run, int step) => body();

    public void Attempt(StepAttempts attempts, CancellationToken token) => body();
}

/// <summary>Calls a function without parameters.</summary>
internal readonly struct PlainFunc<TResult>(Func<TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body();

    public TResult Attempt(StepAttempts attempts, CancellationToken token) => body();
}

/// <summary>Runs another flow within the step.</summary>
/// <param name="execute">The flow's <c>ExecuteAsync</c>.</param>
internal readonly struct FlowCall<TResult>(Func<FlowOptions?, CancellationToken, TResult> execute) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => execute(run.Nested(step), run.TokenOf(step));

    public TResult Attempt(StepAttempts attempts, CancellationToken token) => execute(((FlowRun)attempts.Run).Nested(attempts.Step), token);
}

/// <summary>Makes a <see cref="ValueTask"/> of the task that a function returns, which must not be null.</summary>
internal readonly struct TaskCall<TCall>(TCall call) : ICall<ValueTask>
    where TCall : struct, ICall<Task>
{
    public ValueTask Invoke(FlowRun run, int step) => new(run.NotNull(step, call.Invoke(run, step)));

    public ValueTask Attempt(StepAttempts attempts, CancellationToken token) => new(((FlowRun)attempts.Run).NotNull(attempts.Step, call.Attempt(attempts, token)));
}

/// <summary>Makes a <see cref="ValueTask{T}"/> of the task that a function returns, which must not be null.</summary>
internal readonly struct TaskCall<TCall, T>(TCall call) : ICall<ValueTask<T>>
    where TCall : struct, ICall<Task<T>>
{
    public ValueTask<T> Invoke(FlowRun run, int step) => new(run.NotNull(step, call.Invoke(run, step)));

    public ValueTask<T> Attempt(StepAttempts attempts, CancellationToken token) => new(((FlowRun)attempts.Run).NotNull(attempts.Step, call.Attempt(attempts, token)));
}
