using AsyncFlow.Building;
using AsyncFlow.CompilerServices;

namespace AsyncFlow;

/// <summary>
/// Builds a flow whose shape is known only when the program runs: any acyclic graph of steps, with typed results. It runs on the same
/// engine as a <see cref="FlowAttribute">[Flow]</see> class and can do all that one can.
/// </summary>
/// <remarks>
/// <para>
/// <c>Step</c> adds a synchronous function, which will run on a worker thread, or one that returns a task; <c>StepValueTask</c> one that
/// returns a <see cref="ValueTask"/>. A function takes the results of up to eight other steps, or those of any number as a list, and
/// last a <see cref="CancellationToken"/>, which is cancelled when the caller cancels the run and when another step fails. <c>ForEach</c>
/// adds a step that calls a function for each element of a list, <c>SubFlow</c> one that runs another flow.
/// </para>
/// <para>
/// Every step can be given others <c>after</c> which it runs although it takes no result of theirs, the <c>locks</c> that it holds, and
/// a condition for <c>when</c> it runs at all. Not safe for use by several threads; the flow that it builds is.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var b = new FlowBuilder("etl");
/// StepHandle&lt;Order[]&gt; orders = b.Step("orders", ct => LoadAsync(ct));
/// StepHandle priced = b.Step("price", orders, (list, ct) => PriceAsync(list, ct), locks: [db]);
/// b.Step("report", ct => ReportAsync(ct), after: [priced]);
/// IFlow etl = b.Build();
/// await etl.ExecuteAsync(cancellationToken);
/// </code>
/// </example>
public sealed partial class FlowBuilder
{
    private readonly FlowDraft _draft;
    private bool _isBuilt;

    /// <summary>Begins a flow without steps.</summary>
    /// <param name="name">The flow's name.</param>
    public FlowBuilder(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _draft = new FlowDraft(name);
    }

    /// <summary>The flow's name.</summary>
    public string Name => _draft.FlowName;

    /// <summary>How many steps of one run may run at the same time unless the run's options say otherwise; 0, the default, is no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxConcurrency
    {
        get;
        init => field = FlowSettings.CheckLimit(value, "maxConcurrency");
    }

    /// <summary>What a failing step does to the rest of a run unless the run's options say otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration's.</exception>
    public FailureMode FailureMode
    {
        get;
        init => field = FlowSettings.CheckMode(value, "failureMode");
    }

    /// <summary>Whether only hosts that never run two asynchronous steps at once may run the flow.</summary>
    public bool SingleThreaded { get; init; }

    /// <summary>Makes the flow. The builder is of no more use then.</summary>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public IFlow Build() => new BuiltFlow(Finish(), _draft.Steps());

    /// <summary>Makes the flow, which gives the result of one of its steps. The builder is of no more use then.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="output">That step.</param>
    /// <exception cref="ArgumentException">The step is another builder's, or may be skipped; call <see cref="StepHandle{T}.Or"/> then.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public Flow<T> Build<T>(StepHandle<T> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (output.Builder != this)
        {
            throw new ArgumentException($"Step '{output.Name}' cannot be the output of flow '{Name}': its handle comes from another builder.", nameof(output));
        }

        if (output.MayLackResult)
        {
            throw new ArgumentException($"Step '{output.Name}' cannot be the output of flow '{Name}': it has a condition, and if that does not hold there is no result. Say what to give then: call Or(value) or OrDefault() on its handle.", nameof(output));
        }

        return new Flow<T>(Finish(), _draft.Steps(), output.Index, output.In);
    }

    private FlowPlan Finish()
    {
        ThrowIfBuilt();
        _isBuilt = true;
        return _draft.Plan(MaxConcurrency, FailureMode, SingleThreaded);
    }

    private void ThrowIfBuilt()
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException($"Flow '{Name}' has been built, and a flow does not change. Begin another with a new FlowBuilder.");
        }
    }

    private StepHandle Add(StepRequest request, bool isAsync, CellMaker makeCell, StepKind kind = StepKind.Function, Func<FlowPlan>? flow = null) =>
        new(this, AddStep(request, isAsync, makeCell, kind, flow), request.Name);

    private StepHandle<T> Add<T>(StepRequest request, bool isAsync, CellMaker makeCell, StepKind kind = StepKind.Function, Func<FlowPlan>? flow = null) =>
        new(this, AddStep(request, isAsync, makeCell, kind, flow), request.Name, isConditional: request.When is not null);

    private int AddStep(StepRequest request, bool isAsync, CellMaker makeCell, StepKind kind, Func<FlowPlan>? flow)
    {
        ThrowIfBuilt();
        StepDescriptor planned = request.Plan(this, isAsync, kind, flow);
        return _draft.Add(planned, request.CheckLocks(), makeCell, request.When is { } condition ? condition.ReadFrom : null);
    }
}
