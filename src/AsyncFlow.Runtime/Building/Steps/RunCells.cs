using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>The cells of one pooled run.</summary>
internal sealed class RunCells
{
    private readonly StepDefinition[] _drafts;
    private readonly StepCell[] _withResult;

    // Null if no step has a condition.
    private readonly Func<bool>?[]? _conditions;

    public RunCells(FlowRun run, StepDefinition[] drafts)
    {
        _drafts = drafts;
        All = new StepCell[drafts.Length];
        for (int step = 0; step < drafts.Length; step++)
        {
            All[step] = drafts[step].MakeCell(run, step, All);
            if (drafts[step].Condition is { } condition)
            {
                _conditions ??= new Func<bool>?[drafts.Length];
                _conditions[step] = condition(All);
            }
        }

        _withResult = Array.FindAll(All, static cell => cell.HasResult);
    }

    /// <summary>The cells of all steps.</summary>
    public StepCell[] All { get; }

    public bool ShouldRun(int step) => _conditions![step]!();

    public object GetLock(int step, int index) => _drafts[step].Locks[index];

    public void Clear() => Array.ForEach(_withResult, static cell => cell.Clear());
}
