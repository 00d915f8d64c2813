using AsyncFlow.Interleaving;
using AsyncFlow.Scheduling;
using Xunit.Abstractions;

namespace AsyncFlow.Verification.Tests;

/// <summary>The request for a worker: no wake-up is lost, and one worker at most is requested that has not begun.</summary>
public class WorkerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public void Every_step_that_is_pushed_is_run(int producers, int fewer) => output.Explore(() => new Requests(producers), Limits.Fewer(fewer));

    private sealed class Requests(int producers) : Subject
    {
        private readonly ReadyStack<NoProbe> _ready = new(new StepLinks(producers));
        private readonly int[] _runs = new int[producers];
        private int _requested;

        public override IReadOnlyList<Action> Threads => [.. Enumerable.Range(0, producers).Select(step => (Action)(() => Produce(step)))];

        public override void Check() => Assert.All(_runs, static runs => Assert.Equal(1, runs));

        private void Produce(int step)
        {
            _ready.Push(step, step);
            Request();
        }

        private void Request()
        {
            if (_ready.TryRequestWorker())
            {
                Assert.Equal(1, ++_requested);
                Explorer.Start(Work);
            }
        }

        private void Work()
        {
            _requested--;
            _ready.WorkerStarted();
            while (_ready.TryPop(out int step, out bool more))
            {
                if (more)
                {
                    Request();
                }

                _runs[step]++;
            }
        }
    }
}
