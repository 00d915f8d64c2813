using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>A run of a flow built at run time.</summary>
internal sealed class BuiltRun : FlowRun
{
    private readonly RunCells _run;

    // The way to a step's function is short: it is what a small step costs.
    private readonly StepCell[] _cells;

    public BuiltRun(RunPool pool, StepDefinition[] drafts)
        : base(pool)
    {
        _run = new RunCells(this, drafts);
        _cells = _run.All;
    }

    protected override bool Start(int step) => _cells[step].Start();

    protected override void Finish(int step) => _cells[step].Finish();

    protected override bool ShouldRun(int step) => _run.ShouldRun(step);

    protected override object? GetLock(int step, int index) => _run.GetLock(step, index);

    protected override void Store(int step, object? result) => _cells[step].Store(result);

    protected override void Clear() => _run.Clear();
}
