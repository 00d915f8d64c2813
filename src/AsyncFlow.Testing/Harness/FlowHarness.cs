using AsyncFlow.Execution;

namespace AsyncFlow.Testing;

/// <summary>
/// One flow under test: replaces steps, injects failures, delays and cancellation at chosen steps, and asserts on the order in
/// which steps ran. It is a flow itself, so it runs on any host and can be explored with <see cref="Explore"/>.
/// </summary>
/// <remarks>
/// Its methods return the harness, to be written in a row. What is said of a step last counts. One run at a time; what was
/// observed is that of the last one.
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

    // By the step's index. Not written during a run.
    private readonly StepPlan?[] _plans;

    private EventLog _log = new();

    /// <summary>Makes a harness for a flow.</summary>
    /// <param name="flow">The flow.</param>
    /// <exception cref="ArgumentException">The flow is a harness already.</exception>
    public FlowHarness(IFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        if (flow is FlowHarness)
        {
            throw new ArgumentException("The flow is a harness already. Say all to the same one.", nameof(flow));
        }

        _flow = flow;
        _plans = new StepPlan?[flow.Plan.Steps.Count];
    }

    /// <summary>The flow's plan.</summary>
    public FlowPlan Plan => _flow.Plan;

    /// <summary>What has happened in the last run, in order.</summary>
    public IReadOnlyList<FlowEvent> Events => _log.Events;

    /// <summary>Does something instead of a step without a result, or whose result nobody uses.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="replacement">What to do.</param>
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
        return Change(step, plan => plan with { Replacement = NoResultAsync });

        async Task<object?> NoResultAsync(StepContext context)
        {
            await replacement(context);
            return ReplacementException.NoResult;
        }
    }

    /// <summary>Gives a result instead of running a step.</summary>
    /// <typeparam name="T">The type of the step's result; for an awaitable step, that of what is awaited.</typeparam>
    /// <param name="step">The step's name.</param>
    /// <param name="result">The result. If it is of a type that those who use it cannot take, running throws an <see cref="InvalidOperationException"/> that names the step.</param>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public FlowHarness Replace<T>(string step, T result) => Replace(step, _ => Task.FromResult(result));

    /// <summary>Does something instead of a step and gives its result.</summary>
    /// <typeparam name="T">The type of the step's result; for an awaitable step, that of what is awaited.</typeparam>
    /// <param name="step">The step's name.</param>
    /// <param name="replacement">What to do. If its result is of a type that those who use it cannot take, running throws an <see cref="InvalidOperationException"/> that names the step.</param>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public FlowHarness Replace<T>(string step, Func<StepContext, T> replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return Replace(step, context => Task.FromResult(replacement(context)));
    }

    /// <inheritdoc cref="Replace{T}(string, Func{StepContext, T})"/>
    public FlowHarness Replace<T>(string step, Func<StepContext, Task<T>> replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return Change(step, plan => plan with { Replacement = async context => await replacement(context) });
    }

    /// <summary>Has a step fail instead of running.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="exception">What it throws.</param>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public FlowHarness Fail(string step, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Change(step, plan => plan with { Replacement = _ => Task.FromException<object?>(exception) });
    }

    /// <summary>Has a step, once started and holding its locks, wait before it does anything else.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="delay">How long, on the run's <see cref="TimeProvider"/>: on a <see cref="SimulationHost"/> it takes no time.</param>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public FlowHarness Delay(string step, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Change(step, plan => plan with { Delay = delay });
    }

    /// <summary>Has the run cancelled, as if by its caller, when a step starts. The step itself runs and finds its token cancelled.</summary>
    /// <param name="step">The step's name.</param>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public FlowHarness CancelAt(string step) => Change(step, static plan => plan with { Cancels = true });

    private FlowHarness Change(string step, Func<StepPlan, StepPlan> change)
    {
        ref StepPlan? plan = ref _plans[StepNames.Find(Plan, step).Index];
        plan = change(plan ?? new StepPlan());
        return this;
    }
}
