using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>A run of a flow built at run time that has an output.</summary>
/// <typeparam name="T">The type of the output.</typeparam>
internal sealed class BuiltRun<T> : FlowRun<T>
{
    private readonly RunCells _run;
    private readonly StepCell[] _cells;
    private readonly Input<T> _output;

    public BuiltRun(RunPool pool, StepDefinition[] drafts, int outputStep, Func<StepCell[], Input<T>> output)
        : base(pool, outputStep)
    {
        _run = new RunCells(this, drafts);
        _cells = _run.All;
        _output = output(_cells);
    }

    protected override T Output => _output.Value;

    protected internal override bool Start(int step) => _cells[step].Start();

    protected internal override void Finish(int step) => _cells[step].Finish();

    protected internal override bool ShouldRun(int step) => _run.ShouldRun(step);

    protected internal override object? GetLock(int step, int index) => _run.GetLock(step, index);

    protected internal override void Store(int step, object? result) => _cells[step].Store(result);

    protected internal override void Clear() => _run.Clear();
}
