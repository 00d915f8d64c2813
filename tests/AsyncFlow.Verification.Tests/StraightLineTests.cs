using AsyncFlow.Verification.Tests.Engine;
using Xunit.Abstractions;

namespace AsyncFlow.Verification.Tests;

/// <summary>A caller begins a run in a straight line and leaves it for the engine, as generated code does.</summary>
public class StraightLineTests(ITestOutputHelper output)
{
    [Fact]
    public void A_line_is_left_at_a_step_that_waits() => output.Explore(
        static () => new Line(new ExploredFlow((Act.Completed, []), (Act.Waits, [0]), (Act.Waits, [0]), (Act.Completed, [1, 2]))), Limits.OfRuns);

    private sealed class Line(ExploredFlow flow) : RunSubject(flow, callers: 1, runs: 2)
    {
        protected override ValueTask<long> Begin(long number) => Flow.ExecuteInLineAsync(number);
    }
}
