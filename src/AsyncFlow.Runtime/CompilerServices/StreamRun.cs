using System.ComponentModel;
using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// The run within a step that works on each element of a stream, as the elements come: each of its steps works on one element after the other.
/// Generated code derives from it and starts the step's function for the element of one of them.
/// </summary>
/// <typeparam name="TItem">The type of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class StreamRun<TItem> : ForEachRun<TItem>
{
    private readonly FlowRun _outer;
    private readonly int _step;
    private readonly StreamInput<TItem> _input;
    private readonly ElementSlots _slots;

    /// <summary>Prepares to work on the elements of the step before as they come, or on those of a list.</summary>
    /// <param name="outer">The run within which this is a step.</param>
    /// <param name="step">That step's index.</param>
    /// <param name="items">The list, if there is no such step.</param>
    /// <param name="maxConcurrency">How many elements are worked on at the same time; 0 means no limit.</param>
    /// <exception cref="InvalidOperationException">There is no list of elements.</exception>
    protected StreamRun(FlowRun outer, int step, IEnumerable<TItem>? items, int maxConcurrency)
        : this(outer, step, StreamInput<TItem>.Of(outer, step, items, maxConcurrency), maxConcurrency, [])
    {
    }

    /// <summary>Prepares to work on the elements of a source.</summary>
    /// <inheritdoc cref="StreamRun{TItem}(FlowRun, int, IEnumerable{TItem}, int)"/>
    protected StreamRun(FlowRun outer, int step, IAsyncEnumerable<TItem>? items, int maxConcurrency)
        : this(outer, step, StreamInput<TItem>.Of(outer, step, items, maxConcurrency), maxConcurrency, [])
    {
    }

    private protected StreamRun(FlowRun outer, int step, StreamInput<TItem> input, int maxConcurrency, ElementQueue[] outputs)
        : base(outer, step, new TItem[input.Slots], outer.PlanStream(step, input.Slots, maxConcurrency))
    {
        _outer = outer;
        _step = step;
        _input = input;
        _slots = Engine.ReadStream(new Code(this), input.Queue, outputs, outer.SourceOf(step));
    }

    /// <inheritdoc/>
    public override ValueTask ExecuteAsync()
    {
        ValueTask run = base.ExecuteAsync();
        Engine.Settings.Recorder?.TakesElements(_input.Slots, _input.Queue.Buffer);
        _slots.Open();
        _outer.OpenStream(_step);
        if (_input.Pump is not null)
        {
            _ = PumpAsync();
        }

        return run;
    }

    /// <summary>A slot has ended its work on an element. Called while the stream's gate is held.</summary>
    /// <returns>Whether the element is in use until the result has been disposed.</returns>
    private protected virtual bool Unload(int slot, int element, bool hasSucceeded, OwnedElement? owned, ref StreamWakeups wakeups)
    {
        TakeOutcome(slot, false);
        Items[slot] = default!;
        return false;
    }

    // The code of the source runs where that of the step does, but not on the stack of who started the flow.
    private async Task PumpAsync()
    {
        if (!await _input.Pump!.TryGoToWorkerAsync().ConfigureAwait(false) && _input.LeavesCaller)
        {
            await Task.Yield();
        }

        await _input.Pump.RunAsync(() => _input.Open!(Token), Engine.FailSource, Engine.Settings.Recorder).ConfigureAwait(false);
    }

    private void End(bool isTruncated, bool isStopped, bool hasMissing)
    {
        if (isStopped)
        {
            Engine.MissElements();
        }

        _outer.Streams?.EndElements(_step, isTruncated, hasMissing);
    }

    // Not this object's own: generated code derives from it, and must not see these members.
    private sealed class Code(StreamRun<TItem> run) : IElementCode
    {
        public int Load(int slot, out bool isMissing, out Exception? cause, out OwnedElement? owned)
        {
            Element<TItem> element = run._input.Queue.Take();
            (isMissing, cause, owned) = (element.IsMissing, element.Cause, element.Owned);
            run.Items[slot] = element.Value;
            return element.Number;
        }

        public bool Unload(int slot, int element, bool hasSucceeded, OwnedElement? owned, ref StreamWakeups wakeups) =>
            run.Unload(slot, element, hasSucceeded, owned, ref wakeups);

        public void End(bool isTruncated, bool isStopped, bool hasMissing) => run.End(isTruncated, isStopped, hasMissing);
    }
}
