using AsyncFlow.Building;
using AsyncFlow.Building.Steps;

namespace AsyncFlow;

/// <summary>
/// Builds a flow whose shape is known only when the program runs: any acyclic graph of steps, with typed results. It runs on the same
/// engine as a <see cref="FlowAttribute">[Flow]</see> class.
/// </summary>
/// <remarks>
/// <para>
/// <c>Step</c> adds a synchronous function, which runs on a worker thread, or one that returns a task; <c>StepValueTask</c> adds one that
/// returns a <see cref="ValueTask"/>. A function takes the results of up to eight other steps, or those of any number as a list. Its last
/// parameter is a <see cref="CancellationToken"/>, which is cancelled when the caller cancels the run and, with
/// <see cref="FailureMode.Cancel"/>, when another step fails; or it is a <see cref="StepContext"/>. <c>ForEach</c> adds a step that calls
/// a function for each element of a list, <c>SubFlow</c> one that runs another flow.
/// </para>
/// <para>
/// Each of them returns a handle. Pass it, or its <see cref="StepHandle{T}.Outcome"/>, to later steps, or configure the step with <c>After</c>,
/// <c>WithLock</c>, <c>WithPolicy</c>, <c>Owned</c> and <c>When</c> (<see cref="StepHandleExtensions"/>). Not safe for use by several threads; the flow that it builds is.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// FlowBuilder b = new("etl");
/// StepHandle&lt;Order[]&gt; orders = b.Step("orders", ct => LoadAsync(ct));
/// StepHandle priced = b.Step("price", orders, (list, ct) => PriceAsync(list, ct)).WithLock(db);
/// b.Step("report", ct => ReportAsync(ct)).After(priced);
/// IFlow etl = b.Build();
/// await etl.ExecuteAsync(cancellationToken);
/// </code>
/// </example>
public sealed partial class FlowBuilder
{
    private readonly FlowDefinition _flow;

    /// <summary>Starts a flow without steps.</summary>
    /// <param name="name">The flow's name.</param>
    public FlowBuilder(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _flow = new FlowDefinition(name);
    }

    /// <summary>The flow's name.</summary>
    public string Name => _flow.Name;

    /// <summary>How many steps of one run may run at the same time unless the run's options say otherwise; 0, the default, means no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxConcurrency
    {
        get;
        init => field = FlowSettings.CheckLimit(value, "maxConcurrency");
    }

    /// <summary>What a failing step does to the rest of a run unless the run's options say otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public FailureMode FailureMode
    {
        get;
        init => field = FlowSettings.CheckMode(value, "failureMode");
    }

    /// <summary>Whether only hosts that never run two asynchronous steps at once may run the flow.</summary>
    public bool SingleThreaded { get; init; }

    /// <summary>Builds the flow. Neither it nor its steps can change from then on.</summary>
    /// <returns>The flow, which is safe to use from any thread.</returns>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public IFlow Build()
    {
        (FlowPlan plan, StepTemplate[] steps) = Finish(output: null);
        return new BuiltFlow(plan, steps);
    }

    /// <summary>Builds the flow, whose output is the result of one of its steps. Neither it nor its steps can change from then on.</summary>
    /// <typeparam name="T">The type of the output.</typeparam>
    /// <param name="output">The step whose result is the output.</param>
    /// <returns>The flow, which is safe to use from any thread.</returns>
    /// <exception cref="ArgumentException">
    /// The step is of another builder, the handle is of its outcome, the run owns its result, or it may be skipped; call <see cref="StepHandle{T}.WithFallback"/> or
    /// <see cref="StepHandle{T}.WithDefault"/> on its handle then.
    /// </exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public Flow<T> Build<T>(StepHandle<T> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _flow.ThrowIfBuilt();
        if (output.Flow != _flow)
        {
            throw new ArgumentException($"Step '{output.Name}' cannot be the output of flow '{Name}': its handle comes from another builder.", nameof(output));
        }

        if (output.MayLackResult)
        {
            throw new ArgumentException(
                $"Step '{output.Name}' cannot be the output of flow '{Name}': it has a condition, and if it is skipped there is no result. Call WithFallback(value) or WithDefault() on its handle to specify a fallback.",
                nameof(output));
        }

        if (output.IsOutcome)
        {
            throw new ArgumentException($"The outcome of step '{output.Name}' cannot be the output of flow '{Name}'. Add a step that takes the outcome, and build the flow with that one.", nameof(output));
        }

        if (output.Definition.Release is not null)
        {
            throw new ArgumentException($"Step '{output.Name}' cannot be the output of flow '{Name}': the run owns its result and disposes it. Remove Owned(); the caller disposes the output.", nameof(output));
        }

        output.Definition.UseResult(user: null);
        (FlowPlan plan, StepTemplate[] steps) = Finish(output.Definition);
        return new Flow<T>(plan, steps, output.Definition.Index, output.In);
    }

    private (FlowPlan Plan, StepTemplate[] Steps) Finish(StepDefinition? output) => _flow.Build(output, MaxConcurrency, FailureMode, SingleThreaded);
}
