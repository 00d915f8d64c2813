using AsyncFlow.Scheduling;

namespace AsyncFlow.Runtime.Tests.Running;

/// <summary>A stream whose steps are short is left to one worker.</summary>
public class LoneStreamWorkerTests
{
    // As many runs as it takes at most for the steps to be known as short; usually two.
    private const int MostRuns = 1_000;

    [Fact]
    public async Task Short_steps_of_a_stream_are_executed_by_a_worker_that_is_alone()
    {
        int alone = 0;
        FlowBuilder b = new("short");
        StepHandle<int[]> numbers = b.StepValueTask("numbers", static _ => new ValueTask<int[]>(Enumerable.Range(0, 100).ToArray()));
        StepHandle<IReadOnlyList<int>> first = b.ForEachValueTask(numbers, (number, _) => Look(number), maxConcurrency: 4);
        Flow<IReadOnlyList<int>> flow = b.Build(b.ForEachValueTask(first, (number, _) => Look(number), maxConcurrency: 4));

        for (int run = 0; run < MostRuns && alone == 0; run++)
        {
            await flow.ExecuteAsync().Within();
        }

        Assert.NotEqual(0, alone);

        // A thread is watched only as long as its worker is alone, and once.
        ValueTask<int> Look(int number)
        {
            if (WorkerWatch.TryBegin(new Nothing()) is { } stretch)
            {
                stretch.End();
            }
            else
            {
                Interlocked.Increment(ref alone);
            }

            return new(number);
        }
    }

    private sealed class Nothing : IWatched
    {
        public void Help() { }
    }
}
