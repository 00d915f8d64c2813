using AsyncFlow.Building;

namespace AsyncFlow;

// Steps of functions that return a value task: one method for each number of results that the function takes, all alike.
public sealed partial class FlowBuilder
{
    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="body">What the step does.</param>
    /// <param name="after">Steps that must have finished, beside the ones whose results it takes.</param>
    /// <param name="locks">What it holds while it runs: <see cref="FlowLock"/>, <see cref="FlowSemaphore"/>, <see cref="SemaphoreSlim"/> or any <see cref="IFlowLock"/>.</param>
    /// <param name="when">When it runs; null for always.</param>
    /// <exception cref="ArgumentException">Something is null or does not fit, or another step has the name; the message says what.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public StepHandle StepValueTask(
        string name, Func<CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<ValueTask>>(new(name, body, [], after, locks, when), cells => new(body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the result of another step.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle StepValueTask<T1>(
        string name, StepHandle<T1> first, Func<T1, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<T1, ValueTask>>(new(name, body, [first], after, locks, when), cells => new(first.In(cells), body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the results of two other steps.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle StepValueTask<T1, T2>(
        string name, StepHandle<T1> first, StepHandle<T2> second, Func<T1, T2, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<T1, T2, ValueTask>>(
            new(name, body, [first, second], after, locks, when),
            cells => new(first.In(cells), second.In(cells), body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the results of three other steps.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle StepValueTask<T1, T2, T3>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, Func<T1, T2, T3, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<T1, T2, T3, ValueTask>>(
            new(name, body, [first, second, third], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the results of four other steps.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle StepValueTask<T1, T2, T3, T4>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, Func<T1, T2, T3, T4, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<T1, T2, T3, T4, ValueTask>>(
            new(name, body, [first, second, third, fourth], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the results of five other steps.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle StepValueTask<T1, T2, T3, T4, T5>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, StepHandle<T5> fifth, Func<T1, T2, T3, T4, T5, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<T1, T2, T3, T4, T5, ValueTask>>(
            new(name, body, [first, second, third, fourth, fifth], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), fifth.In(cells), body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the results of six other steps.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle StepValueTask<T1, T2, T3, T4, T5, T6>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, StepHandle<T5> fifth, StepHandle<T6> sixth, Func<T1, T2, T3, T4, T5, T6, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<T1, T2, T3, T4, T5, T6, ValueTask>>(
            new(name, body, [first, second, third, fourth, fifth, sixth], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), fifth.In(cells), sixth.In(cells), body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the results of seven other steps.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle StepValueTask<T1, T2, T3, T4, T5, T6, T7>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, StepHandle<T5> fifth, StepHandle<T6> sixth, StepHandle<T7> seventh, Func<T1, T2, T3, T4, T5, T6, T7, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<T1, T2, T3, T4, T5, T6, T7, ValueTask>>(
            new(name, body, [first, second, third, fourth, fifth, sixth, seventh], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), fifth.In(cells), sixth.In(cells), seventh.In(cells), body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the results of eight other steps.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle StepValueTask<T1, T2, T3, T4, T5, T6, T7, T8>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, StepHandle<T5> fifth, StepHandle<T6> sixth, StepHandle<T7> seventh, StepHandle<T8> eighth, Func<T1, T2, T3, T4, T5, T6, T7, T8, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddValueTask<Call<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask>>(
            new(name, body, [first, second, third, fourth, fifth, sixth, seventh, eighth], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), fifth.In(cells), sixth.In(cells), seventh.In(cells), eighth.In(cells), body));

    /// <summary>Adds an asynchronous step whose function returns a <see cref="ValueTask"/>, whose function takes the results of any number of other steps.</summary>
    /// <inheritdoc cref="StepValueTask(string, Func{CancellationToken, ValueTask}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    /// <param name="name">The step's name.</param>
    /// <param name="upstream">The steps whose results it takes.</param>
    /// <param name="body">What the step does; it gets a list of its own with the results in the order of the steps.</param>
    /// <param name="after">Steps that must have finished, beside those.</param>
    /// <param name="locks">What it holds while it runs.</param>
    /// <param name="when">When it runs; null for always.</param>
    public StepHandle StepValueTask<T>(
        string name, IEnumerable<StepHandle<T>> upstream, Func<IReadOnlyList<T>, CancellationToken, ValueTask> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        StepHandle<T>[] steps = [.. upstream];
        return AddValueTask<ListCall<T, ValueTask>>(new(name, body, steps, after, locks, when), cells => new(Array.ConvertAll(steps, step => step.In(cells)), body));
    }
}
