using AsyncFlow.Execution;
using AsyncFlow.Testing.Harness;

namespace AsyncFlow.Testing;

/// <summary>
/// A flow under test. It replaces steps, injects failures, delays and cancellation at chosen steps, and asserts in which order
/// steps ran. It is itself a flow, so it runs on any host, can be a step of another flow, and can be explored with
/// <see cref="Explore"/>.
/// </summary>
/// <remarks>
/// The methods that change a step return the harness, so that calls can be chained; a later call for the same step overrides an
/// earlier one. A harness runs once at a time, and is changed between runs only. <see cref="Events"/> and the assertions describe
/// the last run, unless it took place within a step of another flow. They are safe to use from any thread.
/// </remarks>
/// <example>
/// <code>
/// FlowHarness harness = new FlowHarness(new Startup(http))
///     .Replace("LoadUser", new User("Ada"))
///     .Fail("LoadTheme", new HttpRequestException());
/// FlowReport report = await harness.RunAsync();
/// harness.AssertNotRun("Render");
/// </code>
/// </example>
public sealed partial class FlowHarness : IFlow
{
    private readonly IFlow _flow;
    private readonly StepNames _names;

    // By the step's index; null for nothing. Each run copies it.
    private readonly StepPlan?[] _plans;

    private HarnessRun? _lastRun;

    /// <summary>Creates a harness for a flow.</summary>
    /// <param name="flow">The flow.</param>
    /// <exception cref="ArgumentException">The flow is itself a harness.</exception>
    public FlowHarness(IFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        if (flow is FlowHarness)
        {
            throw new ArgumentException("The flow is itself a harness. Use one harness for all changes.", nameof(flow));
        }

        _flow = flow;
        _names = new StepNames(flow.Plan);
        _plans = new StepPlan?[flow.Plan.Steps.Count];
    }

    /// <summary>The flow's plan.</summary>
    public FlowPlan Plan => _flow.Plan;

    /// <summary>The events of the last run, in order. Runs of other flows within its steps are not included.</summary>
    /// <exception cref="InvalidOperationException">The last run took place within a step of another flow, where events are not recorded.</exception>
    public IReadOnlyList<FlowEvent> Events => _lastRun?.Events ?? [];

    /// <summary>Runs code instead of a step that has no result, or whose result no step uses.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="replacement">The code.</param>
    /// <returns>The harness.</returns>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public FlowHarness Replace(string step, Action<StepContext> replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return Replace(step, context =>
        {
            replacement(context);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="Replace(string, Action{StepContext})"/>
    public FlowHarness Replace(string step, Func<StepContext, Task> replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return Change(step, plan => plan with { Replacement = RunAsync });

        async Task<object?> RunAsync(StepContext context)
        {
            await replacement(context);
            return ReplacementException.NoResult;
        }
    }

    /// <summary>Uses a result instead of running a step.</summary>
    /// <typeparam name="T">The type of the step's result; for an asynchronous step, of the awaited result.</typeparam>
    /// <param name="step">The step's name.</param>
    /// <param name="result">The result. If other steps cannot take a result of its type, the run throws an <see cref="InvalidOperationException"/> that names the step.</param>
    /// <returns>The harness.</returns>
    /// <exception cref="ArgumentException">The flow has no such step, or <typeparamref name="T"/> is a task with a result.</exception>
    public FlowHarness Replace<T>(string step, T result) => Replace<T>(step, _ => result);

    /// <summary>Runs code instead of a step and uses its result.</summary>
    /// <typeparam name="T">The type of the step's result; for an asynchronous step, of the awaited result.</typeparam>
    /// <param name="step">The step's name.</param>
    /// <param name="replacement">The code. If other steps cannot take a result of its type, the run throws an <see cref="InvalidOperationException"/> that names the step.</param>
    /// <returns>The harness.</returns>
    /// <exception cref="ArgumentException">The flow has no such step, or <typeparamref name="T"/> is a <see cref="ValueTask{TResult}"/>.</exception>
    public FlowHarness Replace<T>(string step, Func<StepContext, T> replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return TaskReplacement.WithoutResult(step, replacement) is { } asynchronous
            ? Replace(step, asynchronous)
            : Replace(step, context => Task.FromResult(replacement(context)));
    }

    /// <inheritdoc cref="Replace{T}(string, Func{StepContext, T})"/>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public FlowHarness Replace<T>(string step, Func<StepContext, Task<T>> replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return Change(step, plan => plan with { Replacement = async context => await replacement(context) });
    }

    /// <summary>Makes a step fail instead of running.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="exception">What the step throws.</param>
    /// <returns>The harness.</returns>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public FlowHarness Fail(string step, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Change(step, plan => plan with { Replacement = _ => Task.FromException<object?>(exception) });
    }

    /// <summary>Delays a step after it has started and holds its locks.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="delay">The delay, on the run's <see cref="TimeProvider"/>; on a <see cref="SimulationHost"/> it takes no real time.</param>
    /// <returns>The harness.</returns>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public FlowHarness Delay(string step, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Change(step, plan => plan with { Delay = delay });
    }

    /// <summary>
    /// Cancels the run, as its caller would, when a step starts. The step itself runs, and finds its token cancelled. The
    /// <see cref="OperationCanceledException"/> of the run does not carry the caller's token, unless the caller has cancelled too.
    /// </summary>
    /// <param name="step">The step's name.</param>
    /// <returns>The harness.</returns>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public FlowHarness CancelAt(string step) => Change(step, static plan => plan with { Cancels = true });

    private FlowHarness Change(string step, Func<StepPlan, StepPlan> change)
    {
        ref StepPlan? plan = ref _plans[_names.Find(step).Index];
        plan = change(plan ?? new StepPlan());
        return this;
    }
}
