using System.Runtime.CompilerServices;
using AsyncFlow.Building;
using AsyncFlow.Building.Steps;

namespace AsyncFlow;

/// <summary>
/// Configures a step of a <see cref="FlowBuilder"/>, until the flow is built. Every method returns the handle that it was called
/// on, so calls can be chained.
/// </summary>
/// <example>
/// <code>
/// StepHandle&lt;Receipt&gt; paid = b.Step("pay", order, (order, ct) => PayAsync(order, ct)).After(checkedIn).WithLock(ledger).When(() => options.TakesMoney);
/// </code>
/// </example>
public static class StepHandleExtensions
{
    /// <summary>Makes the step start only after other steps have finished, although it takes no result of theirs.</summary>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="upstream">The other steps, which were added before it. May be empty.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="ArgumentException">Another step is null, of another builder, or was not added before this one. In that case none of them is added.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built.</exception>
    public static THandle After<THandle>(this THandle step, params StepHandle[] upstream) where THandle : StepHandle
    {
        ThrowIfFixed(step);
        ArgumentNullException.ThrowIfNull(upstream);
        foreach (StepHandle other in upstream)
        {
            UpstreamChecks.ThrowIfNotEarlier(step.Flow, step.Definition, other, nameof(upstream));
        }

        foreach (StepHandle other in upstream)
        {
            step.Definition.AddUpstream(other.Definition.Index);
        }

        return step;
    }

    /// <inheritdoc cref="After{THandle}(THandle, StepHandle[])"/>
    public static THandle After<THandle>(this THandle step, IEnumerable<StepHandle> upstream) where THandle : StepHandle
    {
        ArgumentNullException.ThrowIfNull(upstream);
        return step.After([.. upstream]);
    }

    /// <summary>Makes the step hold locks while it runs; a step that runs once for each element of a list holds them during each element's call.</summary>
    /// <remarks>
    /// Locks of several calls add up. They are taken when the step is otherwise ready, in an order that all steps share, so the locks of
    /// steps never deadlock. No step of a flow that the step runs may need one of them.
    /// </remarks>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="locks">The locks. May be empty.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="ArgumentException">A lock is null. In that case none of them is added.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built.</exception>
    public static THandle WithLock<THandle>(this THandle step, params IFlowLock[] locks) where THandle : StepHandle
    {
        ThrowIfFixed(step);
        ArgumentNullException.ThrowIfNull(locks);
        int missing = Array.IndexOf(locks, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"Lock {missing + 1} of step '{step.Name}' is null. Make the lock before the step is added.", nameof(locks));
        }

        step.Definition.AddLocks(locks);
        return step;
    }

    /// <summary>Makes the step hold a permit of a semaphore while it runs; a step that runs once for each element of a list holds one during each element's call.</summary>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="semaphore">The semaphore.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="InvalidOperationException">The flow has been built.</exception>
    public static THandle WithLock<THandle>(this THandle step, SemaphoreSlim semaphore) where THandle : StepHandle
    {
        ThrowIfFixed(step);
        ArgumentNullException.ThrowIfNull(semaphore);
        step.Definition.AddLocks([semaphore]);
        return step;
    }

    /// <summary>
    /// Makes the step hold the lock of a key that an earlier step's result gives; a step that runs once for each element of a list holds it during
    /// each element's call.
    /// </summary>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <typeparam name="T">The type of the other step's result.</typeparam>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="locks">The locks of all keys.</param>
    /// <param name="source">The other step; this one starts after it.</param>
    /// <param name="key">Gives the key. It should be quick, and may be called on any thread.</param>
    /// <param name="name">What the plan and reports call the key; by default the expression of <paramref name="key"/>.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="ArgumentException">The other step is of another builder, was not added before this one, or may be skipped.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built.</exception>
    /// <example><code>b.Step("pay", order, (order, ct) => PayAsync(order, ct)).WithLock(accounts, order, order => order.Account);</code></example>
    public static THandle WithLock<THandle, T, TKey>(
        this THandle step, FlowLocks<TKey> locks, StepHandle<T> source, Func<T, TKey> key, [CallerArgumentExpression(nameof(key))] string? name = null)
        where THandle : StepHandle
        where TKey : notnull
    {
        ThrowIfFixed(step);
        ArgumentNullException.ThrowIfNull(locks);
        ArgumentNullException.ThrowIfNull(key);
        UpstreamChecks.ThrowIfNoResult(step.Flow, step.Definition, source, nameof(source));
        Func<BuiltStep[], Input<T>> input = source.In;
        step.Definition.AddLocks([new StepKeySource<TKey>(locks, steps => key(input(steps).Value), name ?? "key")]);
        source.TakeBy(step.Definition);
        return step;
    }

    /// <summary>Makes the step hold the lock of a key while it runs; a step that runs once for each element of a list holds it during each element's call.</summary>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="locks">The locks of all keys.</param>
    /// <param name="key">The key.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="InvalidOperationException">The flow has been built.</exception>
    public static THandle WithLock<THandle, TKey>(this THandle step, FlowLocks<TKey> locks, TKey key)
        where THandle : StepHandle
        where TKey : notnull
    {
        ThrowIfFixed(step);
        ArgumentNullException.ThrowIfNull(locks);
        ArgumentNullException.ThrowIfNull(key);
        step.Definition.AddLocks([new StepKeySource<TKey>(locks, _ => key, $"{key}")]);
        return step;
    }

    /// <summary>Makes a step that runs once for each element hold the lock of a key that the element gives, during the element's call.</summary>
    /// <remarks>An element that waits for its lock takes no place among <c>MaxConcurrency</c>, so those of another key go on.</remarks>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <typeparam name="TItem">The type of the elements, or a base type of it.</typeparam>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="locks">The locks of all keys.</param>
    /// <param name="key">Gives the key of an element; the parameter's type is needed. It should be quick, and may be called on any thread.</param>
    /// <param name="name">What the plan and reports call the key; by default the expression of <paramref name="key"/>.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="ArgumentException">The elements are of another type.</exception>
    /// <exception cref="InvalidOperationException">The step does not run once for each element, or the flow has been built.</exception>
    /// <example><code>b.ForEach(urls, (url, ct) => FetchAsync(url, ct), maxConcurrency: 8).WithLock(hosts, (Uri url) => url.Host);</code></example>
    public static THandle WithLock<THandle, TItem, TKey>(
        this THandle step, FlowLocks<TKey> locks, Func<TItem, TKey> key, [CallerArgumentExpression(nameof(key))] string? name = null)
        where THandle : StepHandle
        where TKey : notnull
    {
        ThrowIfFixed(step);
        ArgumentNullException.ThrowIfNull(locks);
        ArgumentNullException.ThrowIfNull(key);
        if (step.Definition.Elements is not { } elements)
        {
            throw new InvalidOperationException($"Step '{step.Name}' does not run once for each element, so no element gives it a key. Name the step whose result gives the key: WithLock(locks, step, key).");
        }

        if (!typeof(TItem).IsAssignableFrom(elements.Type))
        {
            throw new ArgumentException($"The key of step '{step.Name}' is made of {TypeName.WithArticle(typeof(TItem))}, but an element is {TypeName.WithArticle(elements.Type)}. Write a function that takes an element.", nameof(key));
        }

        step.Definition.AddLocks([new ElementKeySource<TItem, TKey>(locks, key, name ?? "key")]);
        return step;
    }

    /// <summary>
    /// Has each attempt of the step's policies take the step's locks, so that they are free between attempts. Otherwise the step holds them across all
    /// attempts. Without policies it changes nothing.
    /// </summary>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <param name="step">The step.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="InvalidOperationException">The step runs a flow, which holds its locks across all attempts, or the flow has been built.</exception>
    /// <example><code>b.Step("pay", ct => PayAsync(ct)).WithLock(account).WithPolicy(retry).WithLocksPerAttempt();</code></example>
    public static THandle WithLocksPerAttempt<THandle>(this THandle step) where THandle : StepHandle
    {
        ThrowIfFixed(step);
        step.Definition.LocksPerAttempt = step.Definition.Kind != StepKind.Flow
            ? true
            : throw new InvalidOperationException($"Step '{step.Name}' runs a flow, so it holds its locks across all attempts. Remove WithLocksPerAttempt().");
        return step;
    }

    /// <summary>
    /// Makes the step run only if a function returns true. Otherwise it is skipped, and the steps after it run as if it had finished.
    /// </summary>
    /// <remarks>The function is called when the step is otherwise ready, before its locks are taken.</remarks>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="condition">The function. It should be quick, and may be called on any thread.</param>
    /// <param name="name">What the plan and reports call the condition; by default the expression of <paramref name="condition"/>.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="InvalidOperationException">
    /// The step has a condition already, a later step needs its result, or the flow has been built.
    /// </exception>
    /// <example><code>b.Step("mail", ct => SendAsync(ct)).When(() => options.SendsMail);</code></example>
    public static THandle When<THandle>(this THandle step, Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? name = null)
        where THandle : StepHandle
    {
        ThrowIfFixed(step);
        ArgumentNullException.ThrowIfNull(condition);
        SetCondition(step, StepCondition.Of(condition, name));
        return step;
    }

    /// <summary>
    /// Makes the step run only if an earlier step's result is the expected one. Otherwise it is skipped, and the steps after it run as if
    /// it had finished.
    /// </summary>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="condition">The earlier step; this one starts after it.</param>
    /// <param name="expected">The result with which this step runs.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="ArgumentException">The other step is of another builder, was not added before this one, or may be skipped itself.</exception>
    /// <exception cref="InvalidOperationException">
    /// The step has a condition already, a later step needs its result, or the flow has been built.
    /// </exception>
    /// <example>
    /// <code>
    /// b.Step("ship", ct => ShipAsync(ct)).When(isPaid);                // isPaid is a StepHandle&lt;bool&gt;
    /// b.Step("remind", ct => RemindAsync(ct)).When(isPaid, false);
    /// </code>
    /// </example>
    public static THandle When<THandle>(this THandle step, StepHandle<bool> condition, bool expected = true) where THandle : StepHandle
    {
        ThrowIfFixed(step);
        UpstreamChecks.ThrowIfNoResult(step.Flow, step.Definition, condition, nameof(condition));
        SetCondition(step, StepCondition.Of(condition.Name, condition.In, expected));
        condition.TakeBy(step.Definition);
        return step;
    }

    /// <summary>Runs the step under policies: retries, timeouts, circuit breakers and the like. A step that runs once for each element runs each element's call under them.</summary>
    /// <remarks>
    /// The step holds its locks across all attempts, unless <see cref="WithLocksPerAttempt"/> is called, and its place among <c>MaxConcurrency</c>. A synchronous step runs each attempt on a worker.
    /// Policies of several calls add up: those of a later call are within those of an earlier one.
    /// </remarks>
    /// <typeparam name="THandle">The type of the handle.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="policies">The policies, outermost first. May be empty.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="ArgumentException">A policy is null. In that case none of them is added.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built.</exception>
    /// <example><code>b.Step("load", ct => LoadAsync(ct)).WithPolicy(retry);</code></example>
    public static THandle WithPolicy<THandle>(this THandle step, params IStepPolicy[] policies) where THandle : StepHandle
    {
        ThrowIfFixed(step);
        ArgumentNullException.ThrowIfNull(policies);
        int missing = Array.IndexOf(policies, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"Policy {missing + 1} of step '{step.Name}' is null. Make the policy before the step is added.", nameof(policies));
        }

        step.Definition.AddPolicies(policies);
        return step;
    }

    /// <summary>
    /// Makes the run dispose the step's result, an <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/>, when the last step that waits for the step has
    /// ended, however the run ends. What was made from the result is disposed before it.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="step">The step.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="InvalidOperationException">A result of the type cannot be disposed, or the flow has been built.</exception>
    /// <example><code>StepHandle&lt;Connection&gt; connection = b.Step("open", ct => OpenAsync(ct)).Owned();</code></example>
    public static StepHandle<T> Owned<T>(this StepHandle<T> step)
    {
        ThrowIfFixed(step);
        ThrowIfNotDisposable<T>(step);
        step.Definition.UseResult(user: null);
        step.Definition.Release = StepMakers.Async<ReleaseCall<T>>(steps => new((ResultStep<T>)steps[step.Definition.Index]));
        return step;
    }

    /// <summary>
    /// Makes the run dispose each result of a step that runs once for each element of a list, the last first, when the last step that waits for the step
    /// has ended.
    /// </summary>
    /// <inheritdoc cref="Owned{T}(StepHandle{T})"/>
    /// <example><code>b.ForEach(paths, (path, ct) => File.OpenRead(path)).Owned();</code></example>
    public static StepHandle<IReadOnlyList<T>> Owned<T>(this StepHandle<IReadOnlyList<T>> step)
    {
        ThrowIfFixed(step);
        ThrowIfNotDisposable<T>(step);
        step.Definition.UseResult(user: null);
        step.Definition.Release = StepMakers.Async<ReleaseEachCall<T>>(steps => new((ResultStep<IReadOnlyList<T>>)steps[step.Definition.Index]));
        return step;
    }

    /// <summary>
    /// A handle that gives the outcome of each element, in the order of the elements, of a step that runs once for each element of a list. Failed elements do
    /// not stop the others, and the step that takes their outcomes handles their failures.
    /// </summary>
    /// <typeparam name="T">The type of the results.</typeparam>
    /// <param name="step">The step.</param>
    /// <exception cref="InvalidOperationException">The step does not run once for each element of a list.</exception>
    /// <example><code>b.Step("sum", rows.Outcomes(), (rows, ct) => rows.Count(row => row.IsSuccess));</code></example>
    public static StepHandle<IReadOnlyList<StepOutcome<T>>> Outcomes<T>(this StepHandle<IReadOnlyList<T>> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Definition.Kind == StepKind.ForEach && !step.IsOutcome
            ? StepHandle<IReadOnlyList<StepOutcome<T>>>.OfOutcomes(step, steps => ((IElementOutcomes<T>)steps[step.Definition.Index]).Outcomes)
            : throw new InvalidOperationException($"Step '{step.Name}' does not run once for each element of a list, so it has one outcome. Use the Outcome of its handle.");
    }

    private static void ThrowIfNotDisposable<T>(StepHandle step)
    {
        if (!typeof(T).IsAssignableTo(typeof(IDisposable)) && !typeof(T).IsAssignableTo(typeof(IAsyncDisposable)))
        {
            throw new InvalidOperationException($"The run cannot own the result of step '{step.Name}': {TypeName.WithArticle(typeof(T))} is neither IAsyncDisposable nor IDisposable.");
        }

        if (step.IsOutcome)
        {
            throw new InvalidOperationException($"The run cannot own the outcome of step '{step.Name}'. Call Owned() on the handle of the step.");
        }
    }

    private static void ThrowIfFixed(StepHandle step)
    {
        ArgumentNullException.ThrowIfNull(step);
        step.Flow.ThrowIfBuilt();
    }

    private static void SetCondition(StepHandle step, StepCondition condition)
    {
        if (step.Definition.Condition is { } other)
        {
            throw new InvalidOperationException($"Step '{step.Name}' has the condition '{other.Name}' already. Combine the conditions into one.");
        }

        if (step.Definition.NeededBy is { } user)
        {
            throw new InvalidOperationException(
                $"Step '{step.Name}' cannot have a condition: step '{user}' takes its result, and there is none if it is skipped. Call When before the result is used, or pass step '{user}' a handle from WithFallback(value) or WithDefault().");
        }

        step.Definition.Condition = condition;
    }
}
