using System.Globalization;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Plan;

/// <summary>The graph as the engine reads it: flat arrays, indexed by step. Immutable.</summary>
internal sealed class PlanLayout
{
    // One for each step, or a single one for all steps if they are the elements of a list.
    private readonly StepDescriptor[] _steps;
    private bool[]? _loneSteps;
    private CallerOrder? _callerOrder;

    /// <summary>Whether the steps are the elements of a list.</summary>
    public bool IsUniform { get; }

    /// <summary>The successors of step <c>i</c> are <c>Successors[SuccessorStart[i] .. SuccessorStart[i + 1]]</c>, in declaration order.</summary>
    public int[] SuccessorStart { get; }

    /// <inheritdoc cref="SuccessorStart"/>
    public int[] Successors { get; }

    /// <summary>How many steps each step waits for.</summary>
    public int[] InDegree { get; }

    /// <summary>Whether each step only starts something, and may suspend then; other steps need a thread of their own.</summary>
    public bool[] IsAsync { get; }

    /// <summary>Whether a step holds locks from its start to its end.</summary>
    public bool HasLocks(int step) => LockStart[step] != LockStart[step + 1];

    /// <summary>The locks of step <c>i</c> are numbered <c>LockStart[i] .. LockStart[i + 1]</c> among those of all steps.</summary>
    public int[] LockStart { get; }

    /// <summary>Whether some step needs a lock.</summary>
    public bool HasLockedSteps => LockStart[^1] != 0;

    /// <summary>Whether no synchronous step needs a lock.</summary>
    public bool AllLockedStepsAreAsync { get; } = true;

    /// <summary>Whether no step needs a thread of its own.</summary>
    public bool AllStepsAreAsync { get; } = true;

    /// <summary>Whether every step is a function that is called once, and not one for each element of a list.</summary>
    public bool AllStepsAreFunctions { get; } = true;

    /// <summary>Whether some step may be skipped.</summary>
    public bool HasConditions { get; }

    /// <summary>The steps that wait for no other, in declaration order.</summary>
    public int[] Roots { get; }

    /// <summary>The number of steps.</summary>
    public int Count { get; }

    /// <summary>The number of steps that users see: not those that dispose results, which are the last.</summary>
    public int ShownCount { get; }

    /// <summary>Which steps take the outcome of others; null if none does.</summary>
    public OutcomeEdges? Outcomes { get; }

    /// <summary>Whether some step takes the elements of another one by one.</summary>
    public bool HasStreams { get; }

    /// <summary>
    /// In the layout of one run over a stream, the element that each step works on, one after the other; null otherwise. An entry belongs to the
    /// thread that owns the step.
    /// </summary>
    public int[]? Elements { get; }

    /// <summary>The layout of steps that are all alike and independent of each other.</summary>
    /// <param name="step">Describes each of them.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="outcomesAreTaken">Whether a step takes the outcome of each.</param>
    /// <param name="isStream">Whether each works on one element after the other.</param>
    public PlanLayout(StepDescriptor step, int count, bool outcomesAreTaken, bool isStream = false)
    {
        Elements = isStream ? new int[count] : null;
        Outcomes = outcomesAreTaken ? OutcomeEdges.OfElements : null;
        ShownCount = count;
        _steps = [step];
        IsUniform = true;
        Count = count;
        InDegree = new int[count];
        SuccessorStart = new int[count + 1];
        Successors = [];
        IsAsync = new bool[count];
        IsAsync.AsSpan().Fill(step.IsAsync);
        LockStart = new int[count + 1];
        Roots = isStream ? [] : new int[count];
        for (int i = 0; i < count; i++)
        {
            if (!isStream)
            {
                Roots[i] = i;
            }

            LockStart[i + 1] = LockStart[i] + HeldLocks(step);
        }

        AllStepsAreAsync = step.IsAsync && !isStream;
        AllStepsAreFunctions = false;
        AllLockedStepsAreAsync = step.IsAsync || HeldLocks(step) == 0;
    }

    public PlanLayout(string flowName, StepDescriptor[] steps)
    {
        _steps = steps;
        Count = steps.Length;
        ShownCount = Array.FindIndex(steps, static step => step.IsRelease) is >= 0 and int shown ? shown : steps.Length;
        InDegree = new int[steps.Length];
        IsAsync = new bool[steps.Length];
        LockStart = new int[steps.Length + 1];
        SuccessorStart = new int[steps.Length + 1];
        int roots = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            StepDescriptor step = steps[i];
            InDegree[i] = step.Upstream.Length;
            IsAsync[i] = step.Kind == StepKind.Function ? step.IsAsync : !step.IsLazy;
            LockStart[i + 1] = LockStart[i] + (step.Kind == StepKind.ForEach ? 0 : HeldLocks(step));
            AllStepsAreAsync &= IsAsync[i];
            AllStepsAreFunctions &= step.Kind == StepKind.Function && !step.IsRelease;
            AllLockedStepsAreAsync &= IsAsync[i] || !HasLocks(i);
            HasConditions |= step.Condition is not null;
            HasStreams |= step.StreamFrom >= 0 || step.StreamsOutput;
            roots += step.Upstream.Length == 0 ? 1 : 0;
            foreach (int upstream in step.Upstream)
            {
                if ((uint)upstream >= (uint)steps.Length)
                {
                    throw new ArgumentException($"Step '{step.Name}' of flow '{flowName}' depends on step number {upstream}, which does not exist.", nameof(steps));
                }

                SuccessorStart[upstream + 1]++;
            }
        }

        for (int i = 0; i < steps.Length; i++)
        {
            SuccessorStart[i + 1] += SuccessorStart[i];
        }

        Successors = new int[SuccessorStart[^1]];
        Roots = new int[roots];
        int[] filled = SuccessorStart[..^1];
        for (int i = steps.Length - 1, root = roots; i >= 0; i--)
        {
            if (InDegree[i] == 0)
            {
                Roots[--root] = i;
            }
        }

        for (int i = 0; i < steps.Length; i++)
        {
            foreach (int upstream in steps[i].Upstream)
            {
                Successors[filled[upstream]++] = i;
            }
        }

        Outcomes = OutcomeEdges.Of(this, steps, Order(flowName));
    }

    /// <summary>The name of a step.</summary>
    public string NameOf(int step) => IsUniform ? ElementName(Elements?[step] ?? step) : _steps[step].Name;

    /// <summary>The upstream step whose elements a step takes one by one; -1 for none.</summary>
    public int StreamFrom(int step) => IsUniform ? -1 : _steps[step].StreamFrom;

    /// <summary>How many elements may wait before a step that takes them one by one.</summary>
    public int BufferOf(int step, int slots) => _steps[step].Buffer is > 0 and int buffer ? buffer : slots;

    /// <summary>Whether the results of a step can be the flow's output as they come.</summary>
    public bool StreamsOutput(int step) => _steps[step].StreamsOutput;

    /// <summary>How many steps take the elements of a step's result one by one.</summary>
    public int CountReaders(int step)
    {
        int count = 0;
        foreach (int successor in Successors.AsSpan(SuccessorStart[step]..SuccessorStart[step + 1]))
        {
            count += _steps[successor].StreamFrom == step ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether the second step starts with the first element of the first one, and not after its end.</summary>
    public bool IsStreamed(int step, int successor) => _steps[successor].StreamFrom == step && _steps[step].Kind == StepKind.ForEach;

    /// <summary>The name of the step for each element of a list, if the steps are the elements, and which element a step is.</summary>
    public (string Name, int Element) ElementOf(int step) => (_steps[0].Name, Elements?[step] ?? step);

    /// <summary>The name under which a step's lock was declared.</summary>
    public string LockNameOf(int step, int index) => Planned(step).Locks[index];

    /// <summary>How many locks each attempt of a step takes.</summary>
    public int LocksPerAttempt(int step) => Planned(step) is { LocksPerAttempt: true } planned ? planned.Locks.Length : 0;

    /// <summary>Whether the step may be skipped.</summary>
    public bool HasCondition(int step) => HasConditions && _steps[step].Condition is not null;

    /// <summary>What the step does.</summary>
    public StepKind KindOf(int step) => Planned(step).Kind;

    /// <summary>Whether the step does work of its own, and so counts against a limit of concurrency; others only wait for a run within them.</summary>
    public bool NeedsSlot(int step) => KindOf(step) == StepKind.Function && !IsRelease(step);

    /// <summary>How a journal keeps the result of a step, or that of each element; null if it does not.</summary>
    public KeptStep? KeptOf(int step) => Planned(step).Kept;

    /// <summary>The steps that a step waits for.</summary>
    public ReadOnlySpan<int> UpstreamOf(int step) => _steps[step].Upstream;

    /// <summary>Whether a step takes the outcome of an upstream one.</summary>
    public bool TakesOutcome(int step, int upstream) => Array.IndexOf(_steps[step].Outcomes, upstream) >= 0;

    /// <summary>Whether a step cannot run without the result of an upstream one.</summary>
    public bool NeedsResult(int step, int upstream) => Array.IndexOf(_steps[step].Optional, upstream) < 0 && !TakesOutcome(step, upstream);

    /// <summary>Whether the step disposes what another has made.</summary>
    public bool IsRelease(int step) => step >= ShownCount;

    /// <summary>The step that disposes what a step has made; -1 for none.</summary>
    public int ReleaseOf(int step)
    {
        for (int release = ShownCount; release < Count; release++)
        {
            if (IsOwner(step, release))
            {
                return release;
            }
        }

        return -1;
    }

    /// <summary>The layout of what runs within a step for each element of a list.</summary>
    /// <param name="step">The step.</param>
    /// <param name="count">How many elements there are; of a stream, how many are worked on at the same time.</param>
    /// <param name="isStream">Whether the elements come one by one.</param>
    public PlanLayout ForElements(int step, int count, bool isStream = false)
    {
        StepDescriptor planned = Planned(step);
        StepDescriptor element = new(planned.Name, planned.IsAsync) { Locks = planned.Locks, LocksPerAttempt = planned.LocksPerAttempt, Kept = planned.Kept };
        return new(element, count, HasTakenOutcomes(step), isStream);
    }

    /// <summary>This layout of a run over a stream, when it is known how many elements there were.</summary>
    public PlanLayout WithElements(int count) => new(_steps[0], count, Outcomes is not null);

    /// <summary>Describes the element that a step of a run over a stream works on now.</summary>
    public StepInfo DescribeNow(int step) => Describe(step, step, NameOf(step));

    /// <summary>Describes an element, as the steps of an ended run over a stream are described.</summary>
    public StepInfo DescribeElement(int element) => Describe(0, element, ElementName(element));

    /// <summary>Which steps take the outcome of others if only some steps run; null if none does.</summary>
    /// <param name="omitted">For each step, whether it does not run.</param>
    public OutcomeEdges? OutcomesWithout(bool[] omitted) => Outcomes is null ? null : OutcomeEdges.Of(this, _steps, CallerOrder.Steps, omitted);

    /// <summary>A step with other edges. It is shown.</summary>
    /// <param name="step">The step.</param>
    /// <param name="upstream">The indexes of the steps that it waits for.</param>
    /// <param name="optional">Those of them without whose result it can run.</param>
    /// <param name="outcomes">Those of them whose outcome it takes.</param>
    /// <param name="streamFrom">That of them whose elements it takes one by one; -1 for none.</param>
    public StepDescriptor Describe(int step, int[] upstream, int[] optional, int[] outcomes, int streamFrom) =>
        _steps[step] with { Upstream = upstream, Optional = optional, Outcomes = outcomes, StreamFrom = streamFrom };

    /// <summary>The steps as users see them, and behind them those that they do not see.</summary>
    public StepInfo[] DescribeSteps()
    {
        StepInfo[] infos = new StepInfo[Count];
        for (int i = 0; i < infos.Length; i++)
        {
            infos[i] = Describe(i, i, NameOf(i));
        }

        for (int i = 0; !IsUniform && i < infos.Length; i++)
        {
            int[] upstreams = [.. _steps[i].Upstream];
            Array.Sort(upstreams);
            infos[i].Upstream = Array.AsReadOnly(Array.ConvertAll(upstreams, upstream => infos[upstream]));
            infos[i].Downstream = Array.AsReadOnly(
                Array.ConvertAll(Array.FindAll(Successors[SuccessorStart[i]..SuccessorStart[i + 1]], successor => !IsRelease(successor)), successor => infos[successor]));
        }

        return infos;
    }

    /// <summary>The order in which a caller executes the steps; made when it is first needed.</summary>
    public CallerOrder CallerOrder => _callerOrder ??= new CallerOrder(SuccessorStart, Successors, InDegree);

    /// <summary>
    /// For each step, whether no other step of the same run can run beside it. Made when a step first needs a token; threads that do so at
    /// the same time make equal arrays.
    /// </summary>
    public bool[] LoneSteps => _loneSteps ??= !IsUniform ? FindLoneSteps()
        : Count == 1 && Elements is null ? [true]
        : new bool[Count];

    private string ElementName(int element) => string.Create(CultureInfo.InvariantCulture, $"{_steps[0].Name}[{element}]");

    private StepInfo Describe(int step, int index, string name)
    {
        StepDescriptor planned = Planned(step);
        return new(index, name, planned.IsAsync, planned.Kind, planned.Flow) { Condition = planned.Condition, Locks = planned.Locks.AsReadOnly() };
    }

    private bool[] FindLoneSteps()
    {
        bool[] alone = Plan.LoneSteps.Find(SuccessorStart, Successors, InDegree);
        for (int step = 0; HasStreams && step < Count; step++)
        {
            // It runs beside the step whose elements it takes.
            if (_steps[step].StreamFrom is >= 0 and int source)
            {
                alone[step] = alone[source] = false;
            }
        }

        return alone;
    }

    private static int HeldLocks(in StepDescriptor step) => step.LocksPerAttempt ? 0 : step.Locks.Length;

    private StepDescriptor Planned(int step) => _steps[IsUniform ? 0 : step];

    private bool HasTakenOutcomes(int step) => Outcomes is { } outcomes && outcomes.AreElementsTaken(this, step);

    // A release waits for the owner and for all steps that wait for that one. No other of these does.
    private bool IsOwner(int step, int release)
    {
        bool isUpstream = false;
        foreach (int upstream in _steps[release].Upstream)
        {
            isUpstream |= upstream == step;
            if (upstream != step && !IsRelease(upstream) && Array.IndexOf(_steps[upstream].Upstream, step) < 0)
            {
                return false;
            }
        }

        return isUpstream;
    }

    // An order in which each step comes after those that it waits for. Kahn's algorithm: in a graph without a circle, taking away steps that
    // wait for nothing takes away every step.
    private int[] Order(string flowName)
    {
        int[] waiting = [.. InDegree];
        int[] order = new int[Count];
        Roots.CopyTo(order, 0);
        int found = Roots.Length;
        for (int i = 0; i < found; i++)
        {
            for (int edge = SuccessorStart[order[i]]; edge < SuccessorStart[order[i] + 1]; edge++)
            {
                if (--waiting[Successors[edge]] == 0)
                {
                    order[found++] = Successors[edge];
                }
            }
        }

        if (found < Count)
        {
            List<string> circle = [];
            for (int step = 0; step < Count && circle.Count < 5; step++)
            {
                if (waiting[step] > 0)
                {
                    circle.Add(NameOf(step));
                }
            }

            throw new ArgumentException($"Steps of flow '{flowName}' depend on each other in a circle, or on one: {string.Join(", ", circle)}.", nameof(flowName));
        }

        return order;
    }
}
