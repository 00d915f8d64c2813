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

    protected internal override bool Start(int step) => _cells[step].Start();

    protected internal override void Finish(int step) => _cells[step].Finish();

    protected internal override bool ShouldRun(int step) => _run.ShouldRun(step);

    protected internal override object? GetLock(int step, int index) => _run.GetLock(step, index);

    protected internal override void Store(int step, object? result) => _cells[step].Store(result);

    protected internal override void Clear() => _run.Clear();
}
