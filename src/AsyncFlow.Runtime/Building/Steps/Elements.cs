using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>The run of a list's elements, without results.</summary>
internal sealed class Elements<TItem>(FlowRun outer, int step, IEnumerable<TItem>? items, ForEachDefinition<TItem, ValueTask> definition)
    : ForEachRun<TItem>(outer, step, items, definition.MaxConcurrency)
{
    protected internal override bool Start(int step) => Await(step, definition.Call(new(this, step), Item(step)));

    protected internal override object? GetLock(int step, int index) => ElementKeySource.Resolve(base.GetLock(step, index), Item(step));
}

/// <summary>The run of a list's elements, each of which has a result.</summary>
internal sealed class Elements<TItem, T> : ForEachRun<TItem>, IElementRun<T>
{
    private readonly T[] _results;
    private ElementCalls<TItem, T> _calls;

    public Elements(FlowRun outer, int step, IEnumerable<TItem>? items, ForEachDefinition<TItem, ValueTask<T>> definition, StepPolicies<T>? policies)
        : base(outer, step, items, definition.MaxConcurrency)
    {
        _calls = new(this, Count, definition, policies);
        _results = PerElement<T>();
    }

    public IReadOnlyList<T> List => _results;

    public IReadOnlyList<StepOutcome<T>> Outcomes => OutcomesOf(_results);

    protected internal override bool Start(int step) => _calls.Start(step, Item(step), ref _results[step]);

    protected internal override void Finish(int step) => _calls.Finish(step, ref _results[step]);

    protected internal override object? GetLock(int step, int index) => ElementKeySource.Resolve(base.GetLock(step, index), Item(step));
}
