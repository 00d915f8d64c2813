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

    /// <summary>The layout of steps that are all alike and independent of each other.</summary>
    /// <param name="step">Describes each of them.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="outcomesAreTaken">Whether a step takes the outcome of each.</param>
    public PlanLayout(StepDescriptor step, int count, bool outcomesAreTaken)
    {
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
        Roots = new int[count];
        for (int i = 0; i < count; i++)
        {
            Roots[i] = i;
            LockStart[i + 1] = LockStart[i] + HeldLocks(step);
        }

        AllStepsAreAsync = step.IsAsync;
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
    public string NameOf(int step) => IsUniform ? string.Create(CultureInfo.InvariantCulture, $"{_steps[0].Name}[{step}]") : _steps[step].Name;

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

    /// <summary>Whether the step disposes what another has made.</summary>
    public bool IsRelease(int step) => step >= ShownCount;

    /// <summary>The layout of what runs within a step for each element of a list.</summary>
    public PlanLayout ForElements(int step, int count)
    {
        StepDescriptor planned = Planned(step);
        return new(new StepDescriptor(planned.Name, planned.IsAsync) { Locks = planned.Locks, LocksPerAttempt = planned.LocksPerAttempt }, count, HasTakenOutcomes(step));
    }

    /// <summary>The steps as users see them, and behind them those that they do not see.</summary>
    public StepInfo[] DescribeSteps()
    {
        StepInfo[] infos = new StepInfo[Count];
        for (int i = 0; i < infos.Length; i++)
        {
            infos[i] = Describe(i);
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
    public bool[] LoneSteps => _loneSteps ??= !IsUniform ? Plan.LoneSteps.Find(SuccessorStart, Successors, InDegree)
        : Count == 1 ? [true]
        : new bool[Count];

    private StepInfo Describe(int step)
    {
        StepDescriptor planned = Planned(step);
        return new(step, NameOf(step), planned.IsAsync, planned.Kind, planned.Flow) { Condition = planned.Condition, Locks = planned.Locks.AsReadOnly() };
    }

    private static int HeldLocks(in StepDescriptor step) => step.LocksPerAttempt ? 0 : step.Locks.Length;

    private StepDescriptor Planned(int step) => _steps[IsUniform ? 0 : step];

    private bool HasTakenOutcomes(int step) => Outcomes is { } outcomes && outcomes.IsTakenFrom(this, step);

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
