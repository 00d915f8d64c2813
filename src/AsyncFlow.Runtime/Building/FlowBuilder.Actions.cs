using AsyncFlow.Building;

namespace AsyncFlow;

// Steps of synchronous functions: one method for each number of results that the function takes, all alike.
public sealed partial class FlowBuilder
{
    /// <summary>Adds a synchronous step, which runs on a worker thread.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="body">What the step does.</param>
    /// <param name="after">Steps that must have finished, beside the ones whose results it takes.</param>
    /// <param name="locks">What it holds while it runs: <see cref="FlowLock"/>, <see cref="FlowSemaphore"/>, <see cref="SemaphoreSlim"/> or any <see cref="IFlowLock"/>.</param>
    /// <param name="when">When it runs; null for always.</param>
    /// <exception cref="ArgumentException">Something is null or does not fit, or another step has the name; the message says what.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public StepHandle Step(
        string name, Action<CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<Nothing>>(new(name, body, [], after, locks, when), cells => new(token => { body(token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the result of another step.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle Step<T1>(
        string name, StepHandle<T1> first, Action<T1, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<T1, Nothing>>(
            new(name, body, [first], after, locks, when),
            cells => new(first.In(cells), (a, token) => { body(a, token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the results of two other steps.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle Step<T1, T2>(
        string name, StepHandle<T1> first, StepHandle<T2> second, Action<T1, T2, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<T1, T2, Nothing>>(
            new(name, body, [first, second], after, locks, when),
            cells => new(first.In(cells), second.In(cells), (a, b, token) => { body(a, b, token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the results of three other steps.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle Step<T1, T2, T3>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, Action<T1, T2, T3, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<T1, T2, T3, Nothing>>(
            new(name, body, [first, second, third], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), (a, b, c, token) => { body(a, b, c, token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the results of four other steps.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle Step<T1, T2, T3, T4>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, Action<T1, T2, T3, T4, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<T1, T2, T3, T4, Nothing>>(
            new(name, body, [first, second, third, fourth], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), (a, b, c, d, token) => { body(a, b, c, d, token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the results of five other steps.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle Step<T1, T2, T3, T4, T5>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, StepHandle<T5> fifth, Action<T1, T2, T3, T4, T5, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<T1, T2, T3, T4, T5, Nothing>>(
            new(name, body, [first, second, third, fourth, fifth], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), fifth.In(cells), (a, b, c, d, e, token) => { body(a, b, c, d, e, token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the results of six other steps.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle Step<T1, T2, T3, T4, T5, T6>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, StepHandle<T5> fifth, StepHandle<T6> sixth, Action<T1, T2, T3, T4, T5, T6, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<T1, T2, T3, T4, T5, T6, Nothing>>(
            new(name, body, [first, second, third, fourth, fifth, sixth], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), fifth.In(cells), sixth.In(cells), (a, b, c, d, e, f, token) => { body(a, b, c, d, e, f, token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the results of seven other steps.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle Step<T1, T2, T3, T4, T5, T6, T7>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, StepHandle<T5> fifth, StepHandle<T6> sixth, StepHandle<T7> seventh, Action<T1, T2, T3, T4, T5, T6, T7, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<T1, T2, T3, T4, T5, T6, T7, Nothing>>(
            new(name, body, [first, second, third, fourth, fifth, sixth, seventh], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), fifth.In(cells), sixth.In(cells), seventh.In(cells), (a, b, c, d, e, f, g, token) => { body(a, b, c, d, e, f, g, token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the results of eight other steps.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle Step<T1, T2, T3, T4, T5, T6, T7, T8>(
        string name, StepHandle<T1> first, StepHandle<T2> second, StepHandle<T3> third, StepHandle<T4> fourth, StepHandle<T5> fifth, StepHandle<T6> sixth, StepHandle<T7> seventh, StepHandle<T8> eighth, Action<T1, T2, T3, T4, T5, T6, T7, T8, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        AddAction<Call<T1, T2, T3, T4, T5, T6, T7, T8, Nothing>>(
            new(name, body, [first, second, third, fourth, fifth, sixth, seventh, eighth], after, locks, when),
            cells => new(first.In(cells), second.In(cells), third.In(cells), fourth.In(cells), fifth.In(cells), sixth.In(cells), seventh.In(cells), eighth.In(cells), (a, b, c, d, e, f, g, h, token) => { body(a, b, c, d, e, f, g, h, token); return default; }));

    /// <summary>Adds a synchronous step, which runs on a worker thread, whose function takes the results of any number of other steps.</summary>
    /// <inheritdoc cref="Step(string, Action{CancellationToken}, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    /// <param name="name">The step's name.</param>
    /// <param name="upstream">The steps whose results it takes.</param>
    /// <param name="body">What the step does; it gets a list of its own with the results in the order of the steps.</param>
    /// <param name="after">Steps that must have finished, beside those.</param>
    /// <param name="locks">What it holds while it runs.</param>
    /// <param name="when">When it runs; null for always.</param>
    public StepHandle Step<T>(
        string name, IEnumerable<StepHandle<T>> upstream, Action<IReadOnlyList<T>, CancellationToken> body,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        StepHandle<T>[] steps = [.. upstream];
        return AddAction<ListCall<T, Nothing>>(new(name, body, steps, after, locks, when), cells => new(Array.ConvertAll(steps, step => step.In(cells)), (list, token) => { body(list, token); return default; }));
    }
}
