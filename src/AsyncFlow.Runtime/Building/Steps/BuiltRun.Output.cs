using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>A run of a flow built at run time that has an output.</summary>
/// <typeparam name="T">The type of the output.</typeparam>
internal sealed class BuiltRun<T> : FlowRun<T>
{
    private readonly BuiltSteps _steps;
    private readonly BuiltStep[] _all;
    private readonly Input<T> _output;

    public BuiltRun(RunPool pool, StepTemplate[] templates, int outputStep, Func<BuiltStep[], Input<T>> output)
        : base(pool, outputStep)
    {
        _steps = new BuiltSteps(this, templates);
        _all = _steps.All;
        _output = output(_all);
    }

    protected override T Output => _output.Value;

    protected internal override bool Start(int step) => _all[step].Start();

    protected internal override void Finish(int step) => _all[step].Finish();

    protected internal override bool ShouldRun(int step) => _steps.ShouldRun(step);

    protected internal override object? GetLock(int step, int index) => _steps.GetLock(step, index);

    protected internal override void Store(int step, object? result) => _steps.Store(step, result);

    protected internal override void Clear() => _steps.Clear();
}
