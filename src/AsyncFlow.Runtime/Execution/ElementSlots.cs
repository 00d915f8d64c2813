using System.Diagnostics;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>
/// Brings the elements of a stream to the steps of one run, each of which works on one element after the other, and their results to the steps
/// behind.
/// </summary>
/// <remarks>
/// A step of such a run is a slot. It is free, or works on an element; no slot ends before the run does. All fields are guarded by the gate of the
/// queue, but an entry of <see cref="_missing"/> belongs to the thread that owns the slot.
/// </remarks>
internal sealed class ElementSlots : StreamPart, IElementReader, IElementWriter, IWakeable, IDisposalOwner
{
    // A wake-up that is not for a slot.
    private const int TheEnd = -1;

    private readonly RunScheduler _scheduler;
    private readonly IElementCode _code;
    private readonly ElementQueue _input;
    private readonly ElementQueue[] _outputs;
    private readonly int[] _elements;
    private readonly string _source;
    private readonly (bool IsMissing, Exception? Cause)[] _missing;
    private readonly Stack<int> _free;

    // The elements that slots work on, of those that the run owns. Null until there is one.
    private OwnedElement?[]? _owned;

    // Set once. Elements may be left until then.
    private bool _isOpen;

    // Whether the stream's worker goes on with this, instead of the run's own workers. Set when it is opened.
    private bool _isOnStreamWorker;
    private bool _hasEnded;

    /// <param name="scheduler">The run's scheduler.</param>
    /// <param name="elements">The element of each slot.</param>
    /// <param name="code">Takes elements and gives results.</param>
    /// <param name="input">The elements.</param>
    /// <param name="outputs">The queues of the steps behind.</param>
    /// <param name="source">The name of the step that gives the elements.</param>
    public ElementSlots(RunScheduler scheduler, int[] elements, IElementCode code, ElementQueue input, ElementQueue[] outputs, string source)
    {
        _source = source;
        _scheduler = scheduler;
        _elements = elements;
        _code = code;
        _input = input;
        _outputs = outputs;
        foreach (ElementQueue output in outputs)
        {
            output.Writer = this;
        }

        _missing = new (bool, Exception?)[elements.Length];
        _free = new Stack<int>(elements.Length);
        for (int slot = elements.Length - 1; slot >= 0; slot--)
        {
            _free.Push(slot);
        }
    }

    /// <summary>Whether some element was left out, since the step before did not succeed with it.</summary>
    public bool HasMissing { get; private set; }

    /// <inheritdoc/>
    public bool EndsLater => false;

    /// <summary>Whether the element that a slot works on is left out.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="cause">Why; null for no exception.</param>
    public bool IsMissing(int slot, out Exception? cause)
    {
        (bool isMissing, cause) = _missing[slot];
        return isMissing;
    }

    /// <summary>Why the element that a slot works on is left out; null if it is not.</summary>
    public string? ReasonOf(int slot) => _missing[slot].IsMissing ? $"'{_source}[{_elements[slot]}]' did not succeed" : null;

    /// <summary>The run has begun: its slots take elements.</summary>
    public void Open()
    {
        StreamWakeups wakeups = default;
        using (_input.Gate.Enter())
        {
            _isOpen = true;
            if (_scheduler.TakesStreamWorker)
            {
                _isOnStreamWorker = true;
                _input.Gate.Join(this, _scheduler.ElementsAreAsync);
            }

            _input.Attach(this, _elements.Length);
            if (_scheduler.Progress.IsStopped)
            {
                // Before this, Stop did nothing.
                _input.Close(ref wakeups);
            }

            Read(ref wakeups);
            _input.Writer.Write(ref wakeups);
        }

        wakeups.Run();
    }

    /// <summary>The run starts no further step. Elements that wait are left out; there will be no others.</summary>
    public void Stop()
    {
        StreamWakeups wakeups = default;
        using (_input.Gate.Enter())
        {
            if (_isOpen && !_hasEnded)
            {
                _input.Close(ref wakeups);
                Read(ref wakeups);
            }
        }

        wakeups.Run();
    }

    /// <summary>A slot has ended its work on an element. The caller owns it.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="hasSucceeded">Whether there is a result.</param>
    /// <param name="others">A chain that the caller owns; -1 for none.</param>
    /// <param name="ended">Raised by the number of slots if the run has nothing to do any more.</param>
    /// <returns>The first of the chain that the caller owns now; -1 for none.</returns>
    public int Leave(int slot, bool hasSucceeded, int others, ref int ended)
    {
        StreamWakeups wakeups = default;
        int first = others;
        using (_input.Gate.Enter())
        {
            if (!TryUnload(slot, hasSucceeded, ref wakeups))
            {
                // The slot is free when the element has been disposed.
            }
            else if (!_isOnStreamWorker && TryLoad(slot))
            {
                _scheduler.Host.Links.Link(slot, others);
                first = slot;
            }
            else if (Free(slot, ref wakeups))
            {
                ended += _elements.Length;
            }

            _input.Writer.Write(ref wakeups);
        }

        wakeups.Run();
        return first;
    }

    /// <inheritdoc/>
    public override bool CanGoOn => !_hasEnded && _free.Count > 0 && CanLoad;

    /// <inheritdoc/>
    public override int Take()
    {
        int slot = _free.Pop();
        Load(slot);
        return slot;
    }

    /// <inheritdoc/>
    public override bool GoOn(int work, ExecutionContext? context, out bool hasSucceeded)
    {
        FlowingContexts.Restore(_scheduler.Context ?? context, null);
        return _scheduler.Steps.ExecuteElement(work, out hasSucceeded);
    }

    /// <inheritdoc/>
    public override void Leave(int work, bool hasSucceeded, ref StreamWakeups wakeups)
    {
        if (TryUnload(work, hasSucceeded, ref wakeups) && Free(work, ref wakeups))
        {
            wakeups.Add(this, TheEnd);
        }

        _input.Writer.Write(ref wakeups);
    }

    /// <inheritdoc/>
    public void Read(ref StreamWakeups wakeups)
    {
        if (!_isOpen || _hasEnded)
        {
            return;
        }

        LoadFree(ref wakeups);
        if (TryEnd(ref wakeups))
        {
            wakeups.Add(this, TheEnd);
        }
    }

    /// <inheritdoc/>
    public void Write(ref StreamWakeups wakeups)
    {
        if (_isOpen && !_hasEnded)
        {
            LoadFree(ref wakeups);
            _input.Writer.Write(ref wakeups);
        }
    }

    /// <inheritdoc/>
    public void Wake(int slot)
    {
        if (slot == TheEnd)
        {
            _scheduler.Progress.LeaveInPlace(_elements.Length);
        }
        else
        {
            _scheduler.Resume(slot);
        }
    }

    // A slot has no element any more. Returns whether that was the end of the stream.
    private bool Free(int slot, ref StreamWakeups wakeups)
    {
        _free.Push(slot);
        if (TryEnd(ref wakeups))
        {
            return true;
        }

        LoadFree(ref wakeups);
        return false;
    }

    // False if the element is to be disposed first. The slot has it until then.
    private bool TryUnload(int slot, bool hasSucceeded, ref StreamWakeups wakeups)
    {
        OwnedElement? owned = _owned?[slot];
        bool isInUse = _code.Unload(slot, _elements[slot], hasSucceeded, owned, ref wakeups);
        _missing[slot] = default;
        if (owned is not null)
        {
            _owned![slot] = null;
            if (!isInUse && owned.EndUse())
            {
                wakeups.Add(new ElementDisposal(_scheduler, owned, this), slot);
                return false;
            }
        }

        _input.EndOne();
        return true;
    }

    /// <inheritdoc/>
    public OwnedElement? EndDisposal(int slot, OwnedElement element)
    {
        StreamWakeups wakeups = default;
        OwnedElement? next;
        using (_input.Gate.Enter())
        {
            next = element.Disposed();
            if (next is null)
            {
                _input.EndOne();
                if (Free(slot, ref wakeups))
                {
                    wakeups.Add(this, TheEnd);
                }

                _input.Writer.Write(ref wakeups);
            }
        }

        wakeups.Run();
        return next;
    }

    private void LoadFree(ref StreamWakeups wakeups)
    {
        if (_isOnStreamWorker)
        {
            if (_input.Gate.IsIdle && CanGoOn)
            {
                _input.Gate.Request(ref wakeups);
            }

            return;
        }

        while (_free.TryPeek(out int slot) && TryLoad(slot))
        {
            _free.Pop();
            wakeups.Add(this, slot);
        }
    }

    // Gives a free slot the next element, if there is room for its result.
    private bool TryLoad(int slot)
    {
        if (!CanLoad)
        {
            return false;
        }

        Load(slot);
        return true;
    }

    private bool CanLoad
    {
        get
        {
            if (_input.Waiting == 0)
            {
                return false;
            }

            foreach (ElementQueue output in _outputs)
            {
                if (!output.HasRoom)
                {
                    return false;
                }
            }

            return true;
        }
    }

    private void Load(int slot)
    {
        foreach (ElementQueue output in _outputs)
        {
            output.Reserve();
        }

        _elements[slot] = _code.Load(slot, out bool isMissing, out Exception? cause, out OwnedElement? owned);
        if (owned is not null)
        {
            (_owned ??= new OwnedElement?[_elements.Length])[slot] = owned;
        }

        if (isMissing)
        {
            // Seen by the thread that takes the slot: it starts no step without a look at this.
            _scheduler.Progress.NeedsChecks = true;
            _missing[slot] = (true, cause);
            HasMissing = true;
        }
    }

    // All slots are free then, and the caller counts them as ended.
    private bool TryEnd(ref StreamWakeups wakeups)
    {
        if (!_input.IsDone)
        {
            return false;
        }

        Debug.Assert(_free.Count == _elements.Length, "A stream ends when no slot works on an element.");
        _hasEnded = true;
        bool isTruncated = _input.IsTruncated || !_input.HasEnded;
        _code.End(isTruncated, isStopped: isTruncated && _input.IsClosed, HasMissing);
        foreach (ElementQueue output in _outputs)
        {
            output.End(isTruncated, ref wakeups);
        }

        return true;
    }
}

/// <summary>What a run over a stream does with the elements of its slots. Members are called while the gate is held.</summary>
internal interface IElementCode
{
    /// <summary>A slot takes the next element.</summary>
    /// <returns>The element's number.</returns>
    int Load(int slot, out bool isMissing, out Exception? cause, out OwnedElement? owned);

    /// <summary>A slot has ended its work on an element.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="element">The element's number.</param>
    /// <param name="hasSucceeded">Whether there is a result.</param>
    /// <param name="owned">The element, if the run owns it.</param>
    /// <param name="wakeups">Receives what is to be done.</param>
    /// <returns>Whether the element is in use until the result has been disposed.</returns>
    bool Unload(int slot, int element, bool hasSucceeded, OwnedElement? owned, ref StreamWakeups wakeups);

    /// <summary>All elements have ended.</summary>
    /// <param name="isTruncated">Whether there would have been more.</param>
    /// <param name="isStopped">Whether that is because this run was stopped.</param>
    /// <param name="hasMissing">Whether some were left out.</param>
    void End(bool isTruncated, bool isStopped, bool hasMissing);
}
