using AsyncFlow.Interleaving;

namespace AsyncFlow.Verification.Tests.Engine;

/// <summary>Callers of one flow: each runs it some times, one run after the other, so that late threads meet the next use of a pooled run.</summary>
internal class RunSubject(ExploredFlow flow, int callers, int runs) : Subject
{
    private int _ended;

    public override IReadOnlyList<Action> Threads => [.. Enumerable.Range(1, callers).Select(caller => (Action)(() => Call((10 * caller) + 1)))];

    /// <summary>The flow.</summary>
    protected ExploredFlow Flow => flow;

    /// <summary>How each run takes place.</summary>
    protected virtual FlowOptions? Options => null;

    /// <summary>The caller's token of a run.</summary>
    protected virtual CancellationToken TokenOf(long number) => default;

    public override void Check() => Assert.Equal(callers * runs, _ended);

    /// <summary>Begins a run.</summary>
    protected virtual ValueTask<long> Begin(long number) => flow.ExecuteAsync(number, Options, TokenOf(number));

    /// <summary>The run has ended.</summary>
    protected virtual void Ended(long number, ValueTask<long> task) => Assert.Equal(number * flow.Weight, task.Result);

    private void Call(long number) => ScheduledContext.Await(Begin(number), task =>
    {
        Ended(number, task);
        _ended++;
        if (number % 10 < runs)
        {
            Call(number + 1);
        }
    });
}
