using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Observes one run from inside its steps, and records violations.</summary>
internal sealed class RunProbe(RandomFlow flow, TestHost host, int limit, int cancelsAt, Action cancel)
{
    private static long s_moments;

    private readonly int[] _starts = new int[flow.Size];
    private int _running;

    /// <summary>The violations.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>When each step started and ended; 0 if it did not. The writes are not volatile: a downstream step must see them anyway.</summary>
    public long[] Started { get; } = new long[flow.Size];

    public long[] Ended { get; } = new long[flow.Size];

    public Outcome[] Outcomes { get; } = new Outcome[flow.Size];

    /// <summary>The exception of each step.</summary>
    public Exception?[] Thrown { get; } = new Exception?[flow.Size];

    /// <summary>Whether the step's token was certainly cancelled before the step threw.</summary>
    public bool[] SawCancellation { get; } = new bool[flow.Size];

    /// <summary>From this moment on the caller's token was certainly cancelled; 0 if it was not.</summary>
    public long CanceledAt { get; private set; }

    public int Running => Volatile.Read(ref _running);

    public int Starts(int step) => Volatile.Read(ref _starts[step]);

    public static long Now() => Interlocked.Increment(ref s_moments);

    public void Cancel()
    {
        cancel();
        CanceledAt = Now();
    }

    public Visit Enter(StepCall call)
    {
        int step = call.Index;
        Check(Interlocked.Increment(ref _starts[step]) == 1, step, "started twice");
        CheckPlace(step);
        int running = Interlocked.Increment(ref _running);
        Check(limit == 0 || running <= limit, step, $"is number {running} of at most {limit}");
        foreach (int upstream in flow.Upstream[step])
        {
            Check(Outcomes[upstream] == Outcome.Succeeded, step, $"started before s{upstream} succeeded");
            Check(call[upstream] == flow.Expected[upstream], step, $"does not see the result of s{upstream}");
        }

        foreach (CountedLock held in flow.Locks[step].Distinct())
        {
            Check(held.Enter(), step, $"holds {held} together with another");
        }

        Started[step] = Now();
        if (step == cancelsAt)
        {
            Cancel();
        }

        return new Visit(this, call);
    }

    public void Leave(int step, Outcome outcome, Exception? thrown)
    {
        if (!flow.Acts[step].EndsElsewhere())
        {
            CheckPlace(step);
        }

        foreach (CountedLock held in flow.Locks[step].Distinct())
        {
            held.Leave();
        }

        Thrown[step] = thrown;
        Outcomes[step] = outcome;
        Ended[step] = Now();
        Interlocked.Decrement(ref _running);
    }

    public long ResultOf(StepCall call) => flow.ResultOf(call.Index, upstream => call[upstream]);

    private void CheckPlace(int step)
    {
        if (flow.Flow.Steps[step].IsAsync)
        {
            Check(host.IsHome, step, "is not where asynchronous steps run");
            host.Section();
        }
        else
        {
            Check(host.IsSynchronousHome, step, "is not where synchronous steps run");
        }
    }

    private void Check(bool holds, int step, string what)
    {
        if (!holds)
        {
            Violations.Enqueue($"s{step} {what}");
        }
    }
}

internal enum Outcome
{
    None,
    Succeeded,
    Failed,
    Canceled,
}
