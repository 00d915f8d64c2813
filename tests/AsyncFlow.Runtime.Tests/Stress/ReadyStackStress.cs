using AsyncFlow.Scheduling;

namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// Passes some steps through a <see cref="ReadyStack{TProbe}"/> repeatedly: workers, requested like those of a run, take
/// steps and push them back, one by one or as chains, or leave that to another thread, like a step that suspends.
/// </summary>
internal sealed class ReadyStackStress : IThreadPoolWorkItem
{
    private const int LongestChain = 4;

    private readonly StepLinks _links;
    private readonly ReadyStack<Delays> _ready;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Returner[] _returners;

    // 1 while the step is queued.
    private readonly int[] _isQueued;

    // The remaining number of hand-offs.
    private int _budget;

    // The number of steps that are still passed.
    private int _live;

    // Workers and returning threads that are requested or running. If there are none while steps are left, a step is lost.
    private int _busy = 1;

    public ReadyStackStress(int steps, int handOffs)
    {
        _links = new(steps);
        _ready = new(_links);
        _returners = [.. Enumerable.Range(0, steps).Select(step => new Returner(this, step))];
        _isQueued = new int[steps];
        _live = steps;
        _budget = handOffs;
    }

    public Task Run()
    {
        for (int step = 0; step < _isQueued.Length; step++)
        {
            Push([step]);
        }

        Leave();
        return _done.Task;
    }

    public string Describe() => $"{_live} of {_isQueued.Length} steps go round, {_isQueued.Sum()} queued, {_busy} busy, {_budget} hand-offs to go.";

    void IThreadPoolWorkItem.Execute()
    {
        _ready.WorkerStarted();
        Span<int> owned = stackalloc int[LongestChain];
        while (TryTake(out owned[0]))
        {
            int held = 1;
            for (uint wanted = Delays.Next() % LongestChain; held <= wanted && TryTake(out owned[held]); held++)
            {
            }

            Requeue(owned[..held]);
        }

        Leave();
    }

    private bool TryTake(out int step)
    {
        if (!_ready.TryPop(out step, out bool more))
        {
            return false;
        }

        if (more)
        {
            RequestWorker();
        }

        if (Interlocked.Exchange(ref _isQueued[step], 0) != 1)
        {
            Fail($"Step {step} was taken twice.");
        }

        return true;
    }

    private void Requeue(Span<int> owned)
    {
        int kept = 0;
        foreach (int step in owned)
        {
            if (Interlocked.Decrement(ref _budget) < 0)
            {
                Interlocked.Decrement(ref _live);
            }
            else if (Delays.Next() % 16 == 0)
            {
                Interlocked.Increment(ref _busy);
                ThreadPool.UnsafeQueueUserWorkItem(_returners[step], preferLocal: false);
            }
            else
            {
                owned[kept++] = step;
            }
        }

        if (kept > 0)
        {
            Push(owned[..kept]);
        }
    }

    private void Push(ReadOnlySpan<int> chain)
    {
        for (int i = 0; i < chain.Length; i++)
        {
            if (Interlocked.Exchange(ref _isQueued[chain[i]], 1) != 0)
            {
                Fail($"Step {chain[i]} is queued and owned.");
            }

            if (i > 0)
            {
                _links.Link(chain[i - 1], chain[i]);
            }
        }

        if (chain.Length == 1 && Delays.Next() % 4 == 0)
        {
            _ready.PushLast(chain[0]);
        }
        else
        {
            _ready.Push(chain[0], chain[^1]);
        }

        RequestWorker();
    }

    private void RequestWorker()
    {
        if (_ready.TryRequestWorker())
        {
            Interlocked.Increment(ref _busy);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _busy) > 0)
        {
            return;
        }

        if (_live == 0 && _ready.IsEmpty)
        {
            _done.TrySetResult();
        }
        else
        {
            Fail(_ready.IsEmpty ? "A step is lost." : "A wake-up is lost.");
        }
    }

    private void Fail(string what) => _done.TrySetException(new InvalidOperationException($"{what} {Describe()}"));

    private sealed class Returner(ReadyStackStress stress, int step) : IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute()
        {
            stress.Push([step]);
            stress.Leave();
        }
    }
}
