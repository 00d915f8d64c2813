using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

// Calls of functions that take the results of other steps and a token: one type for each number of results, all alike.

/// <summary>Calls a function that takes a token.</summary>
internal readonly struct Call<TResult>(Func<CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(run.TokenOf(step));
}

/// <summary>Calls a function that takes the result of another step.</summary>
internal readonly struct Call<T1, TResult>(Input<T1> first, Func<T1, CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(first.Value, run.TokenOf(step));
}

/// <summary>Calls a function that takes the results of two other steps.</summary>
internal readonly struct Call<T1, T2, TResult>(Input<T1> first, Input<T2> second, Func<T1, T2, CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(first.Value, second.Value, run.TokenOf(step));
}

/// <summary>Calls a function that takes the results of three other steps.</summary>
internal readonly struct Call<T1, T2, T3, TResult>(
    Input<T1> first, Input<T2> second, Input<T3> third,
    Func<T1, T2, T3, CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(first.Value, second.Value, third.Value, run.TokenOf(step));
}

/// <summary>Calls a function that takes the results of four other steps.</summary>
internal readonly struct Call<T1, T2, T3, T4, TResult>(
    Input<T1> first, Input<T2> second, Input<T3> third, Input<T4> fourth,
    Func<T1, T2, T3, T4, CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(first.Value, second.Value, third.Value, fourth.Value, run.TokenOf(step));
}

/// <summary>Calls a function that takes the results of five other steps.</summary>
internal readonly struct Call<T1, T2, T3, T4, T5, TResult>(
    Input<T1> first, Input<T2> second, Input<T3> third, Input<T4> fourth, Input<T5> fifth,
    Func<T1, T2, T3, T4, T5, CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(first.Value, second.Value, third.Value, fourth.Value, fifth.Value, run.TokenOf(step));
}

/// <summary>Calls a function that takes the results of six other steps.</summary>
internal readonly struct Call<T1, T2, T3, T4, T5, T6, TResult>(
    Input<T1> first, Input<T2> second, Input<T3> third, Input<T4> fourth, Input<T5> fifth, Input<T6> sixth,
    Func<T1, T2, T3, T4, T5, T6, CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(first.Value, second.Value, third.Value, fourth.Value, fifth.Value, sixth.Value, run.TokenOf(step));
}

/// <summary>Calls a function that takes the results of seven other steps.</summary>
internal readonly struct Call<T1, T2, T3, T4, T5, T6, T7, TResult>(
    Input<T1> first, Input<T2> second, Input<T3> third, Input<T4> fourth, Input<T5> fifth, Input<T6> sixth, Input<T7> seventh,
    Func<T1, T2, T3, T4, T5, T6, T7, CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(first.Value, second.Value, third.Value, fourth.Value, fifth.Value, sixth.Value, seventh.Value, run.TokenOf(step));
}

/// <summary>Calls a function that takes the results of eight other steps.</summary>
internal readonly struct Call<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(
    Input<T1> first, Input<T2> second, Input<T3> third, Input<T4> fourth, Input<T5> fifth, Input<T6> sixth, Input<T7> seventh, Input<T8> eighth,
    Func<T1, T2, T3, T4, T5, T6, T7, T8, CancellationToken, TResult> body) : ICall<TResult>
{
    public TResult Invoke(FlowRun run, int step) => body(first.Value, second.Value, third.Value, fourth.Value, fifth.Value, sixth.Value, seventh.Value, eighth.Value, run.TokenOf(step));
}

/// <summary>Calls a function that takes the results of any number of other steps, all of one type, as a list.</summary>
internal readonly struct ListCall<T, TResult>(Input<T>[] inputs, Func<IReadOnlyList<T>, CancellationToken, TResult> body) : ICall<TResult>
{
    // The function may keep the list, so each call gets its own.
    public TResult Invoke(FlowRun run, int step) => body(Array.ConvertAll(inputs, static input => input.Value), run.TokenOf(step));
}
