using AsyncFlow.Scheduling;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The protocol of the ready steps and the requests for workers, alone, with delays planted between its steps.</summary>
[Collection(nameof(Alone))]
public class ReadyStackTests
{
    private const int HandOffs = 1_000_000;

    // One theory for each moment, one for all of them, and one for none: ten million hand-offs.
    public static TheoryData<string> Moments => [.. Enum.GetNames<ProbePoint>(), "all", "none"];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Delays_at_any_moment_lose_no_step_and_no_wake_up_and_double_nothing(string moment)
    {
        Delays.Plant(moment switch
        {
            "all" => static _ => true,
            "none" => static _ => false,
            _ => point => point == Enum.Parse<ProbePoint>(moment),
        });

        // Few steps make the same step come back to the top of the stack soon; many make long chains.
        foreach (int steps in (int[])[1, 2, 3, 8, 64])
        {
            var drill = new ReadyStackStress(steps, HandOffs / 5 * Stress.Factor);
            await drill.Run().Within(drill.Describe);
        }
    }

    [Fact]
    public void Steps_are_taken_in_the_order_of_their_chain_and_a_later_chain_goes_first()
    {
        var lane = new ReadyStack<NoProbe>(6);
        lane.Link(0, 1);
        lane.Link(1, 2);
        lane.Push(0, 2);
        lane.Link(5, 3);
        lane.Push(5, 3);

        List<(int Step, bool More)> taken = [];
        while (lane.TryPop(out int step, out bool more))
        {
            taken.Add((step, more));
        }

        Assert.Equal([(5, true), (3, true), (0, true), (1, true), (2, false)], taken);
        Assert.True(lane.IsEmpty);
    }

    [Fact]
    public void A_worker_is_requested_once_until_it_begins()
    {
        var lane = new ReadyStack<NoProbe>(1);

        Assert.True(lane.TryRequestWorker());
        Assert.False(lane.TryRequestWorker());
        lane.WorkerBegins();
        Assert.True(lane.TryRequestWorker());
    }
}
