using System.Threading.Tasks.Sources;

namespace AsyncFlow.Execution;

/// <summary>Reads the source of a stream, as there is room in the queue.</summary>
/// <remarks>Its code runs where it was started: its awaits return to the synchronization context of that place, as those of a step do.</remarks>
/// <typeparam name="T">The type of the elements.</typeparam>
internal sealed class ElementPump<T> : StreamPart, IElementWriter, IWakeable, IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _room;

    // Guarded by the gate: whether the enumeration waits for room, and whether it has been told to go on and waits for the stream's worker.
    private bool _waits;
    private bool _isReady;

    // Whether the stream's worker reads the source. If it does not, it may still go on with other parts of the stream.
    private bool _isOnStreamWorker;

    /// <param name="gate">The gate of the stream.</param>
    /// <param name="buffer">How many elements may wait.</param>
    /// <param name="count">How many elements there are; null if that is not known.</param>
    public ElementPump(StreamWorker gate, int buffer, int? count) => Queue = new ElementQueue<T>(gate, buffer) { Writer = this, Count = count };

    /// <summary>Where the elements go.</summary>
    public ElementQueue<T> Queue { get; }

    /// <inheritdoc/>
    public bool EndsLater => true;

    /// <summary>Reads a source to its end, or until the queue is closed, and then ends the queue. Called once.</summary>
    /// <param name="open">Begins to read the source.</param>
    /// <param name="failed">Called with what the source threw, before the queue ends.</param>
    /// <param name="recorder">Records when the source makes its elements; null if nothing is recorded.</param>
    public async Task RunAsync(Func<IAsyncEnumerator<T>> open, Action<Exception> failed, StepRecorder? recorder)
    {
        bool hasAll = false;
        try
        {
            // The context is wanted: this is user code, like that of a step.
            await using IAsyncEnumerator<T> source = open();
            hasAll = await ReadAsync(source, recorder).ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            failed(exception);
            hasAll = false;
        }

        StreamWakeups wakeups = default;
        using (Queue.Gate.Enter())
        {
            Queue.End(isTruncated: !hasAll, ref wakeups);
        }

        wakeups.Run();
    }

    /// <summary>Has the stream's worker read the source, if there is one.</summary>
    /// <returns>Whether there is. The caller is on the worker's stack then.</returns>
    public ValueTask<bool> TryGoToWorkerAsync()
    {
        StreamWakeups wakeups = default;
        using (Queue.Gate.Enter())
        {
            if (!Queue.Gate.IsUsed)
            {
                return new(false);
            }

            Queue.Gate.JoinSource(this);
            _isOnStreamWorker = true;
            _isReady = true;
            Queue.Gate.Request(ref wakeups);
        }

        wakeups.Run();
        return new(this, _room.Version);
    }

    /// <inheritdoc/>
    public void Write(ref StreamWakeups wakeups)
    {
        if (!_waits || !Queue.IsLow)
        {
            return;
        }

        _waits = false;
        if (_isOnStreamWorker)
        {
            _isReady = true;
            Queue.Gate.Request(ref wakeups);
        }
        else
        {
            wakeups.Add(this, 0);
        }
    }

    /// <inheritdoc/>
    public void Wake(int slot) => Continue(inline: false);

    /// <inheritdoc/>
    public override bool CanGoOn => _isReady;

    /// <inheritdoc/>
    public override int Take()
    {
        _isReady = false;
        return 0;
    }

    /// <inheritdoc/>
    public override bool GoOn(int work, ExecutionContext? context, out bool hasSucceeded)
    {
        hasSucceeded = false;
        Continue(inline: true);
        return false;
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _room.GetResult(token);
        _room.Reset();
        return true;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _room.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _room.OnCompleted(continuation, state, token, flags);

    // Only the stream's worker is a stack on which user code may run.
    private void Continue(bool inline)
    {
        _room.RunContinuationsAsynchronously = !inline;
        _room.SetResult(true);
    }

    // Returns whether it has read all.
    private async ValueTask<bool> ReadAsync(IAsyncEnumerator<T> source, StepRecorder? recorder)
    {
        bool isReserved = TryReserve(out bool mayWait);
        try
        {
            for (int number = 0; ; number++)
            {
                while (!isReserved)
                {
                    if (!mayWait)
                    {
                        return false;
                    }

                    await new ValueTask<bool>(this, _room.Version).ConfigureAwait(true);
                    isReserved = TryReserve(out mayWait);
                }

                long began = recorder?.Now() ?? 0;
                bool isThere = await source.MoveNextAsync().ConfigureAwait(true);
                recorder?.Pulled(began);
                if (!isThere)
                {
                    return true;
                }

                Element<T> element = new(number, source.Current);
                isReserved = AddAndReserve(element, out mayWait);
            }
        }
        finally
        {
            if (isReserved)
            {
                Withdraw();
            }
        }
    }

    private bool TryReserve(out bool mayWait)
    {
        using (Queue.Gate.Enter())
        {
            return Reserve(out mayWait);
        }
    }

    private bool AddAndReserve(Element<T> element, out bool mayWait)
    {
        StreamWakeups wakeups = default;
        bool isReserved;
        using (Queue.Gate.Enter())
        {
            Queue.Add(element, ref wakeups);
            isReserved = Reserve(out mayWait);
        }

        wakeups.Run();
        return isReserved;
    }

    private bool Reserve(out bool mayWait)
    {
        mayWait = _waits = !Queue.IsClosed && !Queue.HasRoom;
        if (_waits || Queue.IsClosed)
        {
            return false;
        }

        Queue.Reserve();
        return true;
    }

    private void Withdraw()
    {
        using (Queue.Gate.Enter())
        {
            Queue.Withdraw();
        }
    }
}
