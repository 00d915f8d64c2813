using AsyncFlow.Building.Steps;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>A flow that is being built: its steps in the order in which they were added.</summary>
/// <param name="name">The flow's name.</param>
internal sealed class FlowDefinition(string name)
{
    private readonly List<StepDefinition> _steps = [];
    private readonly UniqueNames _names = new();
    private bool _isBuilt;

    public string Name => name;

    /// <summary>The number of steps so far.</summary>
    public int Count => _steps.Count;

    /// <summary>The name itself, or the name with a number if another step has it.</summary>
    public string FindFreeName(string name) => _names.FindFree(name);

    /// <summary>Adds a step, whose index is <see cref="Count"/>.</summary>
    /// <exception cref="ArgumentException">There is a step of that name.</exception>
    public void Add(StepDefinition step)
    {
        if (!_names.TryAdd(step.Name))
        {
            throw new ArgumentException($"Flow '{name}' has two steps named '{step.Name}'. Give one of them another name.");
        }

        _steps.Add(step);
    }

    /// <summary>Completes the definition. The steps do not change from then on.</summary>
    /// <param name="output">The step whose result is the output; null for none.</param>
    /// <param name="maxConcurrency">The flow's limit.</param>
    /// <param name="failureMode">The flow's failure mode.</param>
    /// <param name="singleThreaded">Whether the flow is single-threaded.</param>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public (FlowPlan Plan, StepTemplate[] Steps) Build(StepDefinition? output, int maxConcurrency, FailureMode failureMode, bool singleThreaded)
    {
        ThrowIfBuilt();
        _isBuilt = true;
        ElementStreams.Connect(_steps, output);
        ReleaseSteps.AddTo(_steps, _names);
        bool hasOutcomes = _steps.Exists(static step => step.Outcomes.Length > 0);
        LockNames lockNames = new();
        StepDescriptor[] descriptors = [.. _steps.ConvertAll(step => step.Describe(lockNames, isOutput: hasOutcomes && step == output))];
        FlowPlan plan = new(name, descriptors) { MaxConcurrency = maxConcurrency, FailureMode = failureMode, SingleThreaded = singleThreaded };
        return (plan, [.. _steps.ConvertAll(static step => step.ToTemplate())]);
    }

    /// <exception cref="InvalidOperationException">The flow has been built.</exception>
    public void ThrowIfBuilt()
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException($"Flow '{name}' has been built and cannot change. Start another one with a new FlowBuilder.");
        }
    }
}
