using AsyncFlow.Scheduling;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The protocol of ready steps and requests for workers, in isolation, with delays at its points.</summary>
[Collection(nameof(Alone))]
public class ReadyStackTests
{
    private const int HandOffs = 1_000_000;

    // One test for each point, one for all of them, and one for none: ten million hand-offs.
    public static TheoryData<string> Moments => [.. Enum.GetNames<ProbePoint>(), "all", "none"];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Delays_at_any_moment_lose_no_step_and_no_wake_up_and_run_no_step_twice(string moment)
    {
        Delays.Plant(moment switch
        {
            "all" => static _ => true,
            "none" => static _ => false,
            _ => point => point == Enum.Parse<ProbePoint>(moment),
        });

        // With few steps the same step soon returns to the top of the stack. Many steps make long chains.
        foreach (int steps in (int[])[1, 2, 3, 8, 64])
        {
            ReadyStackStress stress = new(steps, HandOffs / 5 * Stress.Factor);
            await stress.Run().Within(stress.Describe);
        }
    }

    [Fact]
    public void Steps_are_taken_in_the_order_of_their_chain_and_a_later_chain_goes_first()
    {
        StepLinks links = new(6);
        ReadyStack<NoProbe> ready = new(links);
        links.Link(0, 1);
        links.Link(1, 2);
        ready.Push(0, 2);
        links.Link(5, 3);
        ready.Push(5, 3);

        List<(int Step, bool More)> taken = [];
        while (ready.TryPop(out int step, out bool more))
        {
            taken.Add((step, more));
        }

        Assert.Equal([(5, true), (3, true), (0, true), (1, true), (2, false)], taken);
        Assert.True(ready.IsEmpty);
    }

    [Fact]
    public void A_step_pushed_last_is_taken_after_all_others()
    {
        StepLinks links = new(4);
        ReadyStack<NoProbe> ready = new(links);
        ready.PushLast(3);
        ready.Push(0, 0);
        ready.Push(1, 1);
        ready.PushLast(2);

        List<int> taken = [];
        while (ready.TryPop(out int step, out _))
        {
            taken.Add(step);
        }

        Assert.Equal([1, 0, 3, 2], taken);
    }

    [Fact]
    public void A_worker_is_requested_once_until_it_begins()
    {
        ReadyStack<NoProbe> ready = new(new StepLinks(1));

        Assert.True(ready.TryRequestWorker());
        Assert.False(ready.TryRequestWorker());
        ready.WorkerStarted();
        Assert.True(ready.TryRequestWorker());
    }
}
