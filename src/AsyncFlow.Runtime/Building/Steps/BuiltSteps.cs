using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>The steps of one pooled run.</summary>
internal sealed class BuiltSteps
{
    private readonly StepTemplate[] _templates;
    private readonly BuiltStep[] _withResult;

    // Null if no step has a condition.
    private readonly Func<bool>?[]? _conditions;

    public BuiltSteps(FlowRun run, StepTemplate[] templates)
    {
        _templates = templates;
        All = new BuiltStep[templates.Length];
        for (int step = 0; step < templates.Length; step++)
        {
            All[step] = templates[step].Make(run, step, All, templates[step]);
            if (templates[step].Condition is { } condition)
            {
                _conditions ??= new Func<bool>?[templates.Length];
                _conditions[step] = condition(All);
            }
        }

        _withResult = Array.FindAll(All, static step => step.HasResult);
    }

    /// <summary>The steps in the order of the plan.</summary>
    public BuiltStep[] All { get; }

    public bool ShouldRun(int step) => _conditions![step]!();

    public object GetLock(int step, int index) => _templates[step].Locks[index] is var needed && needed is StepKeySource keyed ? keyed.Use(All) : needed;

    /// <summary>Stores a replacement of a step's result, as a test gives it. It need not be of the result's type if the result is not used.</summary>
    public void Store(int step, object? result)
    {
        if (_templates[step].IsResultUsed)
        {
            All[step].Store(result);
        }
    }

    public void Clear() => Array.ForEach(_withResult, static step => step.Clear());
}
