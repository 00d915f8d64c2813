using System.ComponentModel;
using AsyncFlow.CompilerServices;
using AsyncFlow.Plan;

namespace AsyncFlow;

/// <summary>
/// A flow's steps and how they depend on each other: static, acyclic, the same for every run. Immutable and safe to use
/// from any thread.
/// </summary>
public sealed class FlowPlan
{
    private StepInfo[]? _allSteps;
    private IReadOnlyList<StepInfo>? _steps;
    private IReadOnlyList<IReadOnlyList<StepInfo>>? _waves;

    /// <summary>Makes a plan. Meant for generated code.</summary>
    /// <param name="name">The flow's name.</param>
    /// <param name="steps">The steps in declaration order.</param>
    /// <exception cref="ArgumentException">The steps depend on each other in a circle, or on a step that is not there.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public FlowPlan(string name, params StepDescriptor[] steps)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(steps);
        Name = name;
        Layout = new PlanLayout(name, steps);
    }

    private FlowPlan(string name, PlanLayout layout)
    {
        Name = name;
        Layout = layout;
    }

    /// <summary>The flow's name: that of its class.</summary>
    public string Name { get; }

    /// <summary>The steps in declaration order.</summary>
    public IReadOnlyList<StepInfo> Steps => _steps ?? Publish(ref _steps, new ArraySegment<StepInfo>(AllSteps, 0, Layout.ShownCount).AsReadOnly());

    /// <summary>
    /// The steps by the earliest moment at which they can start: a step of the first wave waits for none, one of a later wave
    /// for at least one of the wave before. Steps of one wave do not depend on each other.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<StepInfo>> Waves => _waves ?? Publish(ref _waves, PlanWaves.Of(Steps));

    /// <summary>How many steps of one run may run at the same time unless the run's options say otherwise; 0 means no limit.</summary>
    public int MaxConcurrency { get; init; }

    /// <summary>What a failing step does to the rest of a run unless the run's options say otherwise.</summary>
    public FailureMode FailureMode { get; init; }

    /// <summary>Whether only hosts that never run two asynchronous steps at once may run the flow.</summary>
    public bool SingleThreaded { get; init; }

    /// <summary>What tells the runs from those of other flows and inputs in a journal; null if no step is kept. Meant for generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public KeptFlow? Kept { get; init; }

    internal PlanLayout Layout { get; }

    /// <summary>The steps, and behind them those that dispose results, which only the engine and hosts see.</summary>
    internal StepInfo[] AllSteps => _allSteps ?? Publish(ref _allSteps, Layout.DescribeSteps());

    /// <summary>The plan of what runs within a step for each element of a list.</summary>
    internal FlowPlan ForElements(int step, int count, int maxConcurrency) => new(Name, Layout.ForElements(step, count)) { MaxConcurrency = maxConcurrency };

    /// <summary>The plan of one run within a step for each element of a stream.</summary>
    /// <param name="step">The step.</param>
    /// <param name="slots">How many elements are worked on at the same time.</param>
    /// <param name="maxConcurrency">The limit that the step declares; 0 for none.</param>
    internal FlowPlan ForStream(int step, int slots, int maxConcurrency) => new(Name, Layout.ForElements(step, slots, isStream: true)) { MaxConcurrency = maxConcurrency };

    /// <summary>The plan of an ended run over a stream.</summary>
    /// <param name="elements">What the run worked on.</param>
    internal FlowPlan WithElements(StepInfo[] elements) => new(Name, Layout.WithElements(elements.Length)) { MaxConcurrency = MaxConcurrency, _allSteps = elements };

    /// <summary>What a step is now: in a run over a stream it stands for one element after the other.</summary>
    internal StepInfo InfoOf(int step) => Layout.Elements is null ? AllSteps[step] : Layout.DescribeNow(step);

    /// <summary>
    /// What a run with <see cref="FlowOptions.Targets"/> and <see cref="FlowOptions.Skip"/> would run: the plan of those steps alone. A step that
    /// waits for one that would not run waits for the steps before it instead. Nothing runs.
    /// </summary>
    /// <param name="targets">The names of the steps that run, with all that they need; null for all steps.</param>
    /// <param name="skip">The names of steps that do not run; null for none.</param>
    /// <returns>The plan; this one if every step would run.</returns>
    /// <exception cref="ArgumentException">A name is not one of a step, or a target cannot run; the message says why.</exception>
    /// <example><code>Console.WriteLine(Build.Plan.Select(targets: ["Test"], skip: ["Restore"]).ToMermaid());</code></example>
    public FlowPlan Select(IReadOnlyList<string>? targets = null, IReadOnlyList<string>? skip = null)
    {
        PlanSubset subset = new(Name, Layout, targets, skip);
        return subset.IsWhole
            ? this
            : new FlowPlan(Name, subset.Describe()) { MaxConcurrency = MaxConcurrency, FailureMode = FailureMode, SingleThreaded = SingleThreaded };
    }

    /// <summary>The graph as a Mermaid flowchart, which GitHub and many editors show as a picture.</summary>
    public string ToMermaid() => MermaidDiagram.Of(this);

    /// <summary>The graph in the DOT language of Graphviz.</summary>
    public string ToDot() => DotDiagram.Of(this);

    /// <summary>The waves, one a line, each step with what it waits for and the locks that it holds.</summary>
    public override string ToString() => PlanText.Of(Name, Waves);

    // The views are made on first use, so that a program that only runs its flows does not pay for them. Two
    // threads may make one at the same time; both then use the one that was stored first.
    private static T Publish<T>(ref T? field, T made) where T : class => Interlocked.CompareExchange(ref field, made, null) ?? made;
}
