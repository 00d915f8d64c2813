using System.Diagnostics;

namespace AsyncFlow.Scheduling;

/// <summary>
/// The steps of one run that are ready and wait for a worker: a lock-free stack of step indexes (R. K. Treiber, "Systems
/// Programming: Coping with Parallelism", 1986) beside one flag, the request for a worker.
/// </summary>
/// <remarks>
/// No wake-up is lost: a producer pushes and then tests the flag, a worker clears the flag and then pops, and both have a full
/// fence between their two accesses. So either the producer sees the flag cleared and requests a worker, or the worker's
/// clearing came after the producer's test and its pop sees the push.
/// </remarks>
/// <typeparam name="TProbe">Called between the protocol's steps.</typeparam>
/// <param name="links">The links of the run's steps.</param>
internal sealed class ReadyStack<TProbe>(StepLinks links) where TProbe : struct, IProbe
{
    private const int None = 0;

    // The lower half is the top step's index plus one, or None; the upper half a version that every push raises and nothing
    // ever resets. Without it a worker that read the head and was then delayed could exchange it although the step below had
    // changed: a step that waited for a lock is pushed again in the same run, and a pooled run pushes all of them again.
    private long _head;

    // 1 from a request for a worker until that worker has begun.
    private int _requested;

    /// <summary>Whether no step waits.</summary>
    public bool IsEmpty => (int)Volatile.Read(ref _head) == None;

    /// <summary>Pushes a chain of steps that the caller owns, so that its first step is taken first.</summary>
    public void Push(int first, int last)
    {
        TProbe.At(ProbePoint.BeforePush);
        long head = Volatile.Read(ref _head);
        while (true)
        {
            // A worker may read this link while it is stale, but then its exchange of the head fails.
            Volatile.Write(ref links[last], (int)head);
            long seen = Interlocked.CompareExchange(ref _head, Raised(head, first), head);
            if (seen == head)
            {
                break;
            }

            head = seen;
        }

        TProbe.At(ProbePoint.AfterPush);
    }

    /// <summary>Pushes a step that the caller owns below all others, so that those are taken first.</summary>
    public void PushLast(int step)
    {
        long head = Volatile.Read(ref _head);
        while ((int)head != None)
        {
            // As a pop does, this leaves the version alone; the push below raises it.
            long seen = Interlocked.CompareExchange(ref _head, head & ~0xFFFF_FFFFL, head);
            if (seen == head)
            {
                int first = (int)head - 1;
                links.Link(links.LastOf(first), step);
                Push(first, step);
                return;
            }

            head = seen;
        }

        Push(step, step);
    }

    /// <summary>Takes the top step.</summary>
    /// <param name="step">The step; the caller owns it now.</param>
    /// <param name="more">Whether other steps still waited.</param>
    public bool TryPop(out int step, out bool more)
    {
        TProbe.At(ProbePoint.BeforePop);
        long head = Volatile.Read(ref _head);
        while ((int)head != None)
        {
            step = (int)head - 1;
            int below = Volatile.Read(ref links[step]);
            TProbe.At(ProbePoint.AfterPop);
            long seen = Interlocked.CompareExchange(ref _head, (head & ~0xFFFF_FFFFL) | (uint)below, head);
            if (seen == head)
            {
                Debug.Assert(below != (int)head, "A step never lies below itself.");
                more = below != None;
                return true;
            }

            head = seen;
        }

        step = -1;
        more = false;
        return false;
    }

    /// <summary>After a push: whether the caller must schedule a worker, since none is requested.</summary>
    public bool TryRequestWorker()
    {
        TProbe.At(ProbePoint.BeforeTest);
        bool granted = Volatile.Read(ref _requested) == 0 && Interlocked.Exchange(ref _requested, 1) == 0;
        TProbe.At(ProbePoint.AfterTest);
        return granted;
    }

    /// <summary>Called by a requested worker before its first pop.</summary>
    public void WorkerStarted()
    {
        TProbe.At(ProbePoint.BeforeClear);
        Interlocked.Exchange(ref _requested, 0);
        TProbe.At(ProbePoint.AfterClear);
    }

    private static long Raised(long head, int first) => (((head >>> 32) + 1) << 32) | (uint)(first + 1);
}
