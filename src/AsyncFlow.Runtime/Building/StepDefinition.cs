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
    private readonly List<object> _locks = [];

    public int Index => index;

    public string Name => name;

    /// <summary>What the step does.</summary>
    public StepKind Kind { get; init; }

    /// <summary>Whether it works on each element of a list that may be produced while it is enumerated.</summary>
    public bool IsLazy { get; init; }

    /// <summary>Gives the plan of the flow that the step runs; null if it runs none, or one without a known plan.</summary>
    public Func<FlowPlan>? Flow { get; init; }

    /// <summary>When the step runs; null for always.</summary>
    public StepCondition? Condition { get; set; }

    /// <summary>Whether another step or the flow's output takes the step's result.</summary>
    public bool IsResultUsed { get; private set; }

    /// <summary>The first step that takes the result without a fallback; null if there is none.</summary>
    public string? NeededBy { get; private set; }

    /// <summary>Makes the step wait for others.</summary>
    public void AddUpstream(params ReadOnlySpan<int> steps) => _upstream.AddRange(steps);

    /// <summary>Makes the step take the result of another one.</summary>
    public void AddInput(StepHandle input)
    {
        AddUpstream(input.Definition.Index);
        input.Definition.UseResult(input.HasFallback ? null : name);
        if (!input.HasFallback)
        {
            _needed.Add(input.Definition.Index);
        }
    }

    public void AddLocks(IEnumerable<object> locks) => _locks.AddRange(locks);

    /// <summary>Notes that the step's result is used.</summary>
    /// <param name="user">The step that needs it; null if it has a fallback, or if the result is the flow's output.</param>
    public void UseResult(string? user)
    {
        IsResultUsed = true;
        NeededBy ??= user;
    }

    /// <summary>The step in the plan.</summary>
    public StepDescriptor Describe(LockNames lockNames)
    {
        int[] upstream = DistinctUpstream();
        return new(name, isAsync)
        {
            Upstream = upstream,
            Optional = Array.FindAll(upstream, step => !_needed.Contains(step)),
            Kind = Kind,
            IsLazy = IsLazy,
            Flow = Flow,
            Condition = Condition?.Name,
            Locks = [.. _locks.ConvertAll(lockNames.Of)],
        };
    }

    /// <summary>The part of the step that all runs share.</summary>
    public StepTemplate ToTemplate() => new([.. _locks], Condition?.Make, IsResultUsed, make);

    private int[] DistinctUpstream()
    {
        _upstream.Sort();
        int count = 0;
        for (int i = 0; i < _upstream.Count; i++)
        {
            if (i == 0 || _upstream[i] != _upstream[i - 1])
            {
                _upstream[count++] = _upstream[i];
            }
        }

        return [.. _upstream.GetRange(0, count)];
    }
}
