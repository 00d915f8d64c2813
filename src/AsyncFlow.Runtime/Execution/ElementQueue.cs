using System.Diagnostics;

namespace AsyncFlow.Execution;

/// <summary>The elements on their way to one step of a stream: those that are being made, that wait, and that it works on.</summary>
/// <remarks>
/// All queues of one stream, and all that reads and writes them, have one gate. Members are called while it is held. What is to be done after that
/// is noted in a <see cref="StreamWakeups"/>.
/// <para>
/// Invariant: being made + waiting + worked on is at most buffer + slots. As a free slot takes a waiting element at once, at most
/// <c>buffer</c> elements wait.
/// </para>
/// </remarks>
/// <param name="gate">Guards every field.</param>
/// <param name="buffer">How many elements may wait.</param>
internal abstract class ElementQueue(StreamWorker gate, int buffer)
{
    // Promised by the writer.
    private int _reserved;

    // Taken by the reader and not ended; and how many it works on at the same time, once it is there.
    private int _running;
    private int _slots;

    /// <summary>Guards the stream.</summary>
    public StreamWorker Gate => gate;

    /// <summary>How many elements may wait.</summary>
    public int Buffer => buffer;

    /// <summary>How many elements there will be; null if that is not known.</summary>
    public int? Count { get; init; }

    /// <summary>Where the elements come from. Set before the queue has a reader.</summary>
    public IElementWriter Writer { get; set; } = null!;

    /// <summary>Where they go to; null until it is there.</summary>
    public IElementReader? Reader { get; private set; }

    /// <summary>Whether no further element comes.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether elements are missing at the end, since the source failed.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Whether the reader wants no further elements, or will never be there.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>How many elements wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>Whether there is room for one more element.</summary>
    public bool HasRoom => IsClosed || (long)_reserved + Waiting + _running < (long)_slots + buffer;

    /// <summary>Whether so few elements wait that a source should go on: it is not woken for each.</summary>
    public bool IsLow => IsClosed || (HasRoom && Waiting <= buffer / 2);

    /// <summary>Whether the reader has nothing to do any more.</summary>
    public bool IsDone => Waiting == 0 && _running == 0 && (HasEnded || (IsClosed && !Writer.EndsLater));

    /// <summary>The writer promises one element. There must be room.</summary>
    public void Reserve()
    {
        Debug.Assert(HasRoom, "An element is promised only if there is room for it.");
        _reserved++;
    }

    /// <summary>The writer makes no element after all.</summary>
    public void Withdraw() => _reserved--;

    /// <summary>The reader is there.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="slots">How many elements it works on at the same time.</param>
    public void Attach(IElementReader reader, int slots) => (Reader, _slots) = (reader, slots);

    /// <summary>No further element comes.</summary>
    /// <param name="isTruncated">Whether there would have been more.</param>
    /// <param name="wakeups">Receives what is to be done.</param>
    public void End(bool isTruncated, ref StreamWakeups wakeups)
    {
        HasEnded = true;
        IsTruncated |= isTruncated;
        Reader?.Read(ref wakeups);
    }

    /// <summary>The reader wants no further elements.</summary>
    public void Close(ref StreamWakeups wakeups)
    {
        IsClosed = true;
        Writer.Write(ref wakeups);
    }

    /// <summary>The reader has ended its work on an element. It tells the writer when it has taken another one.</summary>
    public void EndOne()
    {
        _running--;
        Debug.Assert(_running >= 0, "The work on an element ends once.");
    }

    /// <summary>A promised element has been made.</summary>
    /// <returns>Whether it waits. It does not if the queue is closed.</returns>
    protected bool Fulfil()
    {
        _reserved--;
        Debug.Assert(_reserved >= 0, "Each element was promised.");
        Waiting += IsClosed ? 0 : 1;
        return !IsClosed;
    }

    /// <summary>The reader has taken an element.</summary>
    protected void Took()
    {
        Waiting--;
        _running++;
    }
}

/// <summary>Makes the elements of a queue.</summary>
internal interface IElementWriter
{
    /// <summary>Whether it may still be at work when the queue has been closed, and ends the queue after that.</summary>
    bool EndsLater { get; }

    /// <summary>There is room, or the queue has been closed. Called while the gate is held.</summary>
    void Write(ref StreamWakeups wakeups);
}

/// <summary>Takes the elements of a queue.</summary>
internal interface IElementReader
{
    /// <summary>There is an element, or there will be none. Called while the gate is held.</summary>
    void Read(ref StreamWakeups wakeups);
}
