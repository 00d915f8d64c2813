using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>One run of a <see cref="ScriptedFlow"/>, with the calls that generated code makes; arrays stand for its typed fields.</summary>
internal sealed class ScriptedRun(RunPool<ScriptedRun> pool, ScriptedFlow flow) : FlowRun<long>(pool, flow.Steps.Length - 1), IStepRun
{
    private readonly ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter[] _valueTaskOfs = Fields<ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter, Func<StepCall, ValueTask<long>>>(flow);
    private readonly Signal.Awaiter[] _signals = Fields<Signal.Awaiter, Func<StepCall, Signal?>>(flow);
    private readonly FlowingSignal.Awaiter[] _flowingSignals = Fields<FlowingSignal.Awaiter, Func<StepCall, FlowingSignal?>>(flow);
    private readonly long[] _results = new long[flow.Steps.Length];

    public object? State { get; private set; }

    protected override long Output => _results[^1];

    public CancellationToken TokenIn(int step) => TokenOf(step);

    public FlowOptions NestedIn(int step) => Nested(step);

    public bool WasSkipped(string step) => IsSkipped(flow.IndexOf(step));

    public StepContext ContextOf(int step) => Context(step);

    public long ResultOf(string step) => _results[flow.IndexOf(step)];

    public long ResultOf(int step) => _results[step];

    public ValueTask ForEach(int step, IEnumerable<long>? items, Delegate body, int maxConcurrency) => new ScriptedElements(this, step, items, body, maxConcurrency).ExecuteAsync();

    public void Prepare(object? state) => State = state;

    protected internal override object? GetLock(int step, int index) => flow.Steps[step].Locks[index]();

    protected internal override bool ShouldRun(int step) => flow.Steps[step].Condition!(new StepCall(this, step));

    protected internal override void Clear()
    {
        State = null;
        Array.Clear(_results);
    }

#pragma warning disable CA2012 // As generated code does: the awaiter is taken at once, and its result exactly once.
    protected internal override bool Start(int step)
    {
        ForeignStack.ThrowIfHere();
        StepCall call = new(this, step);
        switch (flow.Steps[step].Body)
        {
            case Action<StepCall> body:
                body(call);
                return true;
            case Func<StepCall, long> body:
                _results[step] = body(call);
                return true;
            case Func<StepCall, Task<long>?> body:
                return Await(step, body(call), ref _results[step]);
            case Func<StepCall, Task?> body:
                return Await(step, body(call));
            case Func<StepCall, ValueTask> body:
                return Await(step, body(call));
            case Func<StepCall, ValueTask<long>> body:
                return Await(step, body(call), ref _valueTaskOfs[step], ref _results[step]);
            case Func<StepCall, Signal?> body:
                Signal.Awaiter signal = NotNull(step, body(call)).GetAwaiter();
                if (!signal.IsCompleted) { _signals[step] = signal; return Suspend(step, signal); }
                _results[step] = signal.GetResult();
                return true;
            case Func<StepCall, FlowingSignal?> body:
                FlowingSignal.Awaiter flowing = NotNull(step, body(call)).GetAwaiter();
                if (!flowing.IsCompleted) { _flowingSignals[step] = flowing; return SuspendFlowing(step, flowing); }
                _results[step] = flowing.GetResult();
                return true;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }
#pragma warning restore CA2012

    protected internal override void Finish(int step)
    {
        switch (flow.Steps[step].Body)
        {
            case Func<StepCall, Task<long>?>:
                _results[step] = Awaited<long>(step);
                break;
            case Func<StepCall, ValueTask<long>>:
                _results[step] = Awaited(ref _valueTaskOfs[step]);
                break;
            case Func<StepCall, Signal?>:
                _results[step] = _signals[step].GetResult();
                _signals[step] = default;
                break;
            case Func<StepCall, FlowingSignal?>:
                _results[step] = _flowingSignals[step].GetResult();
                _flowingSignals[step] = default;
                break;
            default:
                base.Finish(step);
                break;
        }
    }

    // Null if the flow has no step of this kind. That keeps the runs of wide flows small.
    private static TAwaiter[] Fields<TAwaiter, TBody>(ScriptedFlow flow) =>
        flow.Steps.Any(static step => step.Body is TBody) ? new TAwaiter[flow.Steps.Length] : [];
}
