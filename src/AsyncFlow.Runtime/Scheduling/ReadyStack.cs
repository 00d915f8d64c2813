namespace AsyncFlow.Scheduling;

/// <summary>
/// The steps of one run that are ready and wait for a worker, and the request for one: a lock-free stack of step indexes
/// (R. K. Treiber, "Systems Programming: Coping with Parallelism", 1986) beside one flag.
/// </summary>
/// <remarks>
/// No wake-up is lost: a producer pushes and then tests the flag, a worker clears the flag and then pops, and both have a full
/// fence between their two accesses. So either the producer sees the flag cleared and asks for a worker, or the worker's
/// clearing came after the producer's test and its pop sees the push.
/// </remarks>
/// <typeparam name="TProbe">Called between the protocol's steps.</typeparam>
/// <param name="steps">The number of steps.</param>
internal sealed class ReadyStack<TProbe>(int steps) where TProbe : struct, IProbe
{
    private const int None = 0;

    // The lower half is the top step's index plus one, or None; the upper half a version that every push raises and nothing
    // ever resets. Without it a worker that read the head and was then delayed could exchange it although the step below had
    // changed: a step that waited for a lock is pushed again in the same run, and a pooled run pushes all of them again.
    private long _head;

    // What lies below a step on the stack, or follows it in a chain: index plus one, or None. Written by whoever has the step
    // in hand before it pushes it; a worker may read a stale value but then fails to exchange the head.
    private readonly int[] _below = new int[steps];

    // 1 from a request for a worker until that worker has begun.
    private int _requested;

    /// <summary>Whether no step waits.</summary>
    public bool IsEmpty => (int)Volatile.Read(ref _head) == None;

    /// <summary>Makes <paramref name="next"/> follow <paramref name="step"/> in a chain that is to be pushed. Both are in the caller's hands.</summary>
    public void Link(int step, int next) => _below[step] = next + 1;

    /// <summary>What follows the step in a chain; -1 at its end.</summary>
    public int NextOf(int step) => _below[step] - 1;

    /// <summary>Pushes a chain, so that its first step is taken first.</summary>
    public void Push(int first, int last)
    {
        TProbe.At(ProbePoint.BeforePush);
        long head = Volatile.Read(ref _head);
        while (true)
        {
            Volatile.Write(ref _below[last], (int)head);
            long seen = Interlocked.CompareExchange(ref _head, Raised(head, first), head);
            if (seen == head)
            {
                break;
            }

            head = seen;
        }

        TProbe.At(ProbePoint.AfterPush);
    }

    /// <summary>Takes the top step.</summary>
    /// <param name="step">The step; it is now in the caller's hands alone.</param>
    /// <param name="more">Whether other steps still waited.</param>
    public bool TryPop(out int step, out bool more)
    {
        TProbe.At(ProbePoint.BeforePop);
        long head = Volatile.Read(ref _head);
        while ((int)head != None)
        {
            step = (int)head - 1;
            int below = Volatile.Read(ref _below[step]);
            TProbe.At(ProbePoint.AfterPop);
            long seen = Interlocked.CompareExchange(ref _head, (head & ~0xFFFF_FFFFL) | (uint)below, head);
            if (seen == head)
            {
                more = below != None;
                return true;
            }

            head = seen;
        }

        step = -1;
        more = false;
        return false;
    }

    /// <summary>After a push: whether the caller must see to it that a worker comes, since none has been asked for.</summary>
    public bool TryRequestWorker()
    {
        TProbe.At(ProbePoint.BeforeTest);
        bool granted = Volatile.Read(ref _requested) == 0 && Interlocked.Exchange(ref _requested, 1) == 0;
        TProbe.At(ProbePoint.AfterTest);
        return granted;
    }

    /// <summary>Called by a requested worker before its first pop.</summary>
    public void WorkerBegins()
    {
        TProbe.At(ProbePoint.BeforeClear);
        Interlocked.Exchange(ref _requested, 0);
        TProbe.At(ProbePoint.AfterClear);
    }

    private static long Raised(long head, int first) => (((head >>> 32) + 1) << 32) | (uint)(first + 1);
}
