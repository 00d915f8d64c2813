using AsyncFlow.Scheduling;

namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// Hands some steps over a <see cref="ReadyStack{TProbe}"/> again and again: workers, asked for as a run asks for them, take
/// steps and push them back, one by one or as chains, or leave that to another thread, as a step that suspends does.
/// </summary>
internal sealed class ReadyStackStress : IThreadPoolWorkItem
{
    private const int LongestChain = 4;

    private readonly ReadyStack<Delays> _lane;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Returner[] _returners;

    // 1 while the step is on the lane.
    private readonly int[] _onLane;

    // Hand-offs still to be made.
    private int _budget;

    // Steps that still go round.
    private int _live;

    // Workers and returners that are asked for or at work. When there are none, and steps still go round, something is lost.
    private int _busy = 1;

    public ReadyStackStress(int steps, int handOffs)
    {
        _lane = new(steps);
        _returners = [.. Enumerable.Range(0, steps).Select(step => new Returner(this, step))];
        _onLane = new int[steps];
        _live = steps;
        _budget = handOffs;
    }

    public Task Run()
    {
        for (int step = 0; step < _onLane.Length; step++)
        {
            Push([step]);
        }

        Leave();
        return _done.Task;
    }

    public string Describe() => $"{_live} of {_onLane.Length} steps go round, {_onLane.Sum()} on the lane, {_busy} busy, {_budget} hand-offs to go.";

    void IThreadPoolWorkItem.Execute()
    {
        _lane.WorkerBegins();
        Span<int> hand = stackalloc int[LongestChain];
        while (TryTake(out hand[0]))
        {
            int held = 1;
            for (uint wanted = Delays.Next() % LongestChain; held <= wanted && TryTake(out hand[held]); held++)
            {
            }

            PassOn(hand[..held]);
        }

        Leave();
    }

    private bool TryTake(out int step)
    {
        if (!_lane.TryPop(out step, out bool more))
        {
            return false;
        }

        if (more)
        {
            AskForWorker();
        }

        if (Interlocked.Exchange(ref _onLane[step], 0) != 1)
        {
            Fail($"Step {step} was taken twice.");
        }

        return true;
    }

    private void PassOn(Span<int> hand)
    {
        int kept = 0;
        foreach (int step in hand)
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
                hand[kept++] = step;
            }
        }

        if (kept > 0)
        {
            Push(hand[..kept]);
        }
    }

    private void Push(ReadOnlySpan<int> chain)
    {
        for (int i = 0; i < chain.Length; i++)
        {
            if (Interlocked.Exchange(ref _onLane[chain[i]], 1) != 0)
            {
                Fail($"Step {chain[i]} is on the lane and in a hand.");
            }

            if (i > 0)
            {
                _lane.Link(chain[i - 1], chain[i]);
            }
        }

        _lane.Push(chain[0], chain[^1]);
        AskForWorker();
    }

    private void AskForWorker()
    {
        if (_lane.TryRequestWorker())
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

        if (_live == 0 && _lane.IsEmpty)
        {
            _done.TrySetResult();
        }
        else
        {
            Fail(_lane.IsEmpty ? "A step is lost." : "A wake-up is lost.");
        }
    }

    private void Fail(string what) => _done.TrySetException(new InvalidOperationException($"{what} {Describe()}"));

    private sealed class Returner(ReadyStackStress drill, int step) : IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute()
        {
            drill.Push([step]);
            drill.Leave();
        }
    }
}
