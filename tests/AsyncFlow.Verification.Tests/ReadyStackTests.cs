using AsyncFlow.Interleaving;
using AsyncFlow.Scheduling;
using Xunit.Abstractions;

namespace AsyncFlow.Verification.Tests;

/// <summary>The ready stack: threads take steps and push them back.</summary>
public class ReadyStackTests(ITestOutputHelper output)
{
    // Each word is what one thread does: p pop and push, c pop two and push them as a chain, l pop and push below all others,
    // h pop two, push the first, and then the second.
    [Theory]
    [InlineData("pp", "c", "p")]
    [InlineData("c", "c", "pp")]
    [InlineData("p", "l", "c")]
    [InlineData("p", "h", "p")]
    public void No_step_is_lost_or_taken_twice(params string[] threads) => output.Explore(() => new Steps(threads));

    private sealed class Steps : Subject
    {
        private const int Count = 4;

        private readonly StepLinks _links = new(Count);
        private readonly ReadyStack<NoProbe> _ready;
        private readonly bool[] _owned = new bool[Count];
        private readonly string[] _scripts;

        public Steps(string[] scripts)
        {
            _scripts = scripts;
            _ready = new(_links);
            for (int step = 1; step < Count; step++)
            {
                _links.Link(step - 1, step);
            }

            _links.Link(Count - 1, -1);
            _ready.Push(0, Count - 1);
        }

        public override IReadOnlyList<Action> Threads => [.. _scripts.Select(script => (Action)(() => Act(script)))];

        public override void Check()
        {
            int taken = 0;
            while (TryPop(out _))
            {
                taken++;
            }

            Assert.Equal(Count, taken);
        }

        private void Act(string script)
        {
            foreach (char act in script)
            {
                if (!TryPop(out int step))
                {
                    continue;
                }

                if (act == 'h' && TryPop(out int held))
                {
                    _owned[step] = false;
                    _ready.Push(step, step);
                    step = held;
                }

                int last = step;
                if (act == 'c' && TryPop(out int second))
                {
                    _links.Link(step, second);
                    last = second;
                    _owned[second] = false;
                }

                _owned[step] = false;
                if (act == 'l')
                {
                    _ready.PushLast(step);
                }
                else
                {
                    _ready.Push(step, last);
                }
            }
        }

        private bool TryPop(out int step)
        {
            bool taken = _ready.TryPop(out step, out _);
            if (taken)
            {
                Assert.False(_owned[step], $"Step {step} is owned by two threads.");
                _owned[step] = true;
            }

            return taken;
        }
    }
}
