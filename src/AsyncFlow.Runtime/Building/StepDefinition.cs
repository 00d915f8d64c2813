using AsyncFlow.Building.Steps;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>One step of a flow that is being built. Changes until the flow is built.</summary>
/// <param name="index">The step's index.</param>
/// <param name="name">The step's name.</param>
/// <param name="isAsync">Whether its function returns something to await.</param>
/// <param name="make">Makes a run's own step.</param>
internal sealed class StepDefinition(int index, string name, bool isAsync, StepMaker make)
{
    // In the order in which they were named; one that was named twice is here twice.
    private readonly List<int> _upstream = [];

    // Those of them without whose result the step cannot run.
    private readonly HashSet<int> _needed = [];
    private readonly List<int> _outcomes = [];
    private readonly List<object> _locks = [];
    private readonly List<IStepPolicy> _policies = [];
    private readonly List<StepDefinition> _takers = [];
    private bool _hasTakenOutcome;

    public int Index => index;

    public string Name => name;

    /// <summary>What the step does.</summary>
    public StepKind Kind { get; init; }

    /// <summary>Whether it works on each element of a list that may be produced while it is enumerated.</summary>
    public bool IsLazy { get; init; }

    /// <summary>Where the elements come from; null if the step does not run once for each element.</summary>
    public ElementInput? Elements { get; init; }

    /// <summary>The type of the result of each element; null if the step does not run once for each element, or has no results.</summary>
    public Type? ElementResult { get; init; }

    /// <summary>How elements come and go one by one; known when the flow is complete, null if they do not.</summary>
    public ElementStream? Stream { get; set; }

    /// <summary>Whether each attempt of the step's policies takes the locks.</summary>
    public bool LocksPerAttempt { get; set; }

    /// <summary>Gives the plan of the flow that the step runs; null if it runs none, or one without a known plan.</summary>
    public Func<FlowPlan>? Flow { get; init; }

    /// <summary>When the step runs; null for always.</summary>
    public StepCondition? Condition { get; set; }

    /// <summary>Makes the step that disposes the result when the last step that takes it has ended; null if the run does not own the result.</summary>
    public StepMaker? Release { get; set; }

    /// <summary>Whether the step disposes what another has made.</summary>
    public bool IsRelease { get; init; }

    /// <summary>The steps whose outcome this one takes.</summary>
    public int[] Outcomes => _outcomes.Count == 0 ? [] : Distinct([.. _outcomes.FindAll(step => !_upstream.Contains(step))]);

    /// <summary>Whether this step waits for another one, directly.</summary>
    public bool WaitsFor(int step) => _upstream.Contains(step) || _outcomes.Contains(step);

    /// <summary>The steps for which this one waits, once for each reason.</summary>
    public IEnumerable<int> Upstream => [.. _upstream, .. _outcomes];

    /// <summary>Whether this step waits for one of some steps, directly.</summary>
    public bool WaitsForAny(bool[] steps) => _upstream.Exists(step => steps[step]) || _outcomes.Exists(step => steps[step]);

    /// <summary>Whether another step or the flow's output takes the step's result.</summary>
    public bool IsResultUsed { get; private set; }

    /// <summary>The first step that takes the result without a fallback; null if there is none.</summary>
    public string? NeededBy { get; private set; }

    /// <summary>Whether a step other than those that take the elements one by one takes the list of results, or its outcome.</summary>
    public bool IsListTaken => _hasTakenOutcome || _takers.Exists(taker => taker.Stream?.From != index);

    /// <summary>Whether a step takes the outcome of this one, or those of its elements.</summary>
    public bool IsOutcomeTaken => _hasTakenOutcome;

    /// <summary>Notes that another step takes the result.</summary>
    public void AddTaker(StepDefinition step) => _takers.Add(step);

    /// <summary>Notes that another step takes the outcome.</summary>
    public void TakeOutcome() => _hasTakenOutcome = true;

    /// <summary>Makes the step wait for others.</summary>
    public void AddUpstream(params ReadOnlySpan<int> steps) => _upstream.AddRange(steps);

    /// <summary>Adds steps whose outcome this one takes. It takes no outcome of a step for whose result or end it also waits.</summary>
    public void AddOutcomes(params ReadOnlySpan<int> steps) => _outcomes.AddRange(steps);

    /// <summary>Adds policies around what the step does, within those that it has.</summary>
    public void AddPolicies(IEnumerable<IStepPolicy> policies) => _policies.AddRange(policies);

    /// <summary>Notes that the step cannot run without the result of another one, for which it waits.</summary>
    public void Need(int step) => _needed.Add(step);

    public void AddLocks(IEnumerable<object> locks) => _locks.AddRange(locks);

    /// <summary>Notes that the step's result is used.</summary>
    /// <param name="user">The step that needs it; null if it has a fallback, or if the result is the flow's output.</param>
    public void UseResult(string? user)
    {
        IsResultUsed = true;
        NeededBy ??= user;
    }

    /// <summary>The step in the plan.</summary>
    /// <param name="lockNames">The names of locks.</param>
    /// <param name="isOutput">Whether the plan says that the step's result is the output.</param>
    public StepDescriptor Describe(LockNames lockNames, bool isOutput)
    {
        int[] upstream = Distinct([.. _upstream, .. _outcomes]);
        return new(name, isAsync)
        {
            Upstream = upstream,
            Optional = Array.FindAll(upstream, step => !_needed.Contains(step)),
            Outcomes = Outcomes,
            IsOutput = isOutput,
            IsRelease = IsRelease,
            Kind = Kind,
            IsLazy = IsLazy,
            StreamFrom = Stream?.From ?? -1,
            Buffer = Stream is null ? 0 : Elements!.Buffer,
            LocksPerAttempt = LocksPerAttempt && _policies.Count > 0,
            Flow = Flow,
            Condition = Condition?.Name,
            Locks = [.. _locks.ConvertAll(lockNames.Of)],
        };
    }

    /// <summary>The part of the step that all runs share.</summary>
    public StepTemplate ToTemplate() => new([.. _locks], Condition?.Make, IsResultUsed, _policies.Count == 0 ? null : [.. _policies], Stream, make);

    // Sorts the steps.
    private static int[] Distinct(int[] steps)
    {
        Array.Sort(steps);
        int count = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            if (i == 0 || steps[i] != steps[i - 1])
            {
                steps[count++] = steps[i];
            }
        }

        return steps[..count];
    }
}

/// <summary>Where the elements of a step come from.</summary>
/// <param name="Source">The step whose result has them.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="IsStream">Whether the result is a stream, or a list that may be produced while it is enumerated.</param>
/// <param name="IsResult">Whether its result is taken as it is: neither its outcome, nor something else if it is skipped.</param>
/// <param name="Buffer">How many elements may wait before the step if they come one by one; 0 for the default.</param>
internal sealed record ElementInput(StepDefinition Source, Type Type, bool IsStream, bool IsResult, int Buffer);
