using System.Threading.Tasks.Sources;

namespace AsyncFlow.Execution;

/// <summary>Reads the source of a stream, as there is room in the queue.</summary>
/// <remarks>Its code runs where it was started: its awaits return to the synchronization context of that place, as those of a step do.</remarks>
/// <typeparam name="T">The type of the elements.</typeparam>
internal sealed class ElementPump<T> : IElementWriter, IWakeable, IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _room = new() { RunContinuationsAsynchronously = true };

    // Guarded by the gate: whether the enumeration waits for room.
    private bool _waits;

    /// <param name="gate">The gate of the stream.</param>
    /// <param name="buffer">How many elements may wait.</param>
    /// <param name="count">How many elements there are; null if that is not known.</param>
    public ElementPump(object gate, int buffer, int? count) => Queue = new ElementQueue<T>(gate, buffer) { Writer = this, Count = count };

    /// <summary>Where the elements go.</summary>
    public ElementQueue<T> Queue { get; }

    /// <inheritdoc/>
    public bool EndsLater => true;

    /// <summary>Reads a source to its end, or until the queue is closed, and then ends the queue. Called once.</summary>
    /// <param name="open">Begins to read the source.</param>
    /// <param name="failed">Called with what the source threw, before the queue ends.</param>
    public async Task RunAsync(Func<IAsyncEnumerator<T>> open, Action<Exception> failed)
    {
        bool hasAll = false;
        try
        {
            // The context is wanted: this is user code, like that of a step.
            await using IAsyncEnumerator<T> source = open();
            hasAll = await ReadAsync(source).ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            failed(exception);
            hasAll = false;
        }

        StreamWakeups wakeups = default;
        lock (Queue.Gate)
        {
            Queue.End(isTruncated: !hasAll, ref wakeups);
        }

        wakeups.Run();
    }

    /// <inheritdoc/>
    public void Write(ref StreamWakeups wakeups)
    {
        if (_waits && Queue.IsLow)
        {
            _waits = false;
            wakeups.Add(this, 0);
        }
    }

    /// <inheritdoc/>
    public void Wake(int slot) => _room.SetResult(true);

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _room.GetResult(token);
        _room.Reset();
        return true;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _room.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _room.OnCompleted(continuation, state, token, flags);

    // Returns whether it has read all.
    private async ValueTask<bool> ReadAsync(IAsyncEnumerator<T> source)
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

                if (!await source.MoveNextAsync().ConfigureAwait(true))
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
        lock (Queue.Gate)
        {
            return Reserve(out mayWait);
        }
    }

    private bool AddAndReserve(Element<T> element, out bool mayWait)
    {
        StreamWakeups wakeups = default;
        bool isReserved;
        lock (Queue.Gate)
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
        lock (Queue.Gate)
        {
            Queue.Withdraw();
        }
    }
}
