using AsyncFlow.Building;
using AsyncFlow.CompilerServices;

namespace AsyncFlow;

/// <summary>The steps of a flow that is being built at run time, in the order in which they were added.</summary>
/// <param name="flowName">The flow's name.</param>
internal sealed class FlowDraft(string flowName)
{
    private readonly List<StepDefinition> _steps = [];
    private readonly UniqueNames _names = new();

    // Of each lock the name under which the plan shows it.
    private readonly Dictionary<object, string> _lockNames = new(ReferenceEqualityComparer.Instance);
    private readonly UniqueNames _usedLockNames = new();

    public string FlowName => flowName;

    public int Count => _steps.Count;

    /// <summary>Adds a step.</summary>
    /// <param name="planned">What the plan says of it, but for its locks.</param>
    /// <param name="locks">Its locks.</param>
    /// <param name="makeCell">Makes its cell in a run.</param>
    /// <param name="condition">Makes the question whether it is to run; null for always.</param>
    /// <returns>The step's index.</returns>
    /// <exception cref="ArgumentException">There is a step of that name.</exception>
    public int Add(StepDescriptor planned, object[] locks, CellMaker makeCell, Func<StepCell[], Func<bool>>? condition = null)
    {
        if (!_names.TryAdd(planned.Name))
        {
            throw new ArgumentException($"Flow '{flowName}' has two steps of the name '{planned.Name}'. Give one of them another name.");
        }

        string[] lockNames = Array.ConvertAll(locks, LockName);
        _steps.Add(new StepDefinition(Copy(planned, lockNames), locks, condition, makeCell));
        return _steps.Count - 1;
    }

    /// <summary>The name, or if a step has it already the name with a number behind it.</summary>
    public string Unused(string name) => _names.FindFree(name);

    /// <summary>The plan of the steps so far.</summary>
    public FlowPlan Plan(int maxConcurrency, FailureMode failureMode, bool singleThreaded) => new(flowName, [.. _steps.ConvertAll(static step => step.Planned)])
    {
        MaxConcurrency = maxConcurrency,
        FailureMode = failureMode,
        SingleThreaded = singleThreaded,
    };

    /// <summary>The steps so far.</summary>
    public StepDefinition[] Steps() => [.. _steps];

    private static StepDescriptor Copy(StepDescriptor step, string[] lockNames) => new(step.Name, step.IsAsync)
    {
        Upstream = step.Upstream,
        Kind = step.Kind,
        Flow = step.Flow,
        Condition = step.Condition,
        Locks = lockNames,
    };

    // A lock object is the same lock wherever it is used, so it has one name, and no other lock has it.
    private string LockName(object held)
    {
        if (!_lockNames.TryGetValue(held, out string? name))
        {
            string own = held switch
            {
                SemaphoreSlim => nameof(SemaphoreSlim),
                FlowLock or FlowSemaphore => held.ToString()!,
                _ => nameof(IFlowLock),
            };
            name = _usedLockNames.FindFree(own);
            _usedLockNames.TryAdd(name);
            _lockNames.Add(held, name);
        }

        return name;
    }
}
