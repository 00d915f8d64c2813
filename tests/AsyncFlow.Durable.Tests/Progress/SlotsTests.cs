using AsyncFlow.Orleans.Progress;

namespace AsyncFlow.Durable.Tests.Progress;

/// <summary>The slots of <c>MaxConcurrency</c> in a durable run.</summary>
public sealed class SlotsTests
{
    [Fact]
    public void What_needs_one_slot_does_not_wait_behind_what_needs_several()
    {
        Slots slots = new(3);
        Task first = slots.EnterAsync(1);
        Task all = slots.EnterAsync(3);
        Task second = slots.EnterAsync(1);
        Assert.True(first.IsCompleted);
        Assert.False(all.IsCompleted);
        Assert.True(second.IsCompleted);

        slots.Leave(1);
        Assert.False(all.IsCompleted);
        slots.Leave(1);
        Assert.True(all.IsCompleted);
    }

    [Fact]
    public void Those_that_need_several_slots_get_them_in_order()
    {
        Slots slots = new(3);
        _ = slots.EnterAsync(2);
        Task three = slots.EnterAsync(3);
        Task two = slots.EnterAsync(2);
        slots.Leave(2);
        Assert.True(three.IsCompleted);
        Assert.False(two.IsCompleted);
        slots.Leave(3);
        Assert.True(two.IsCompleted);
    }

    [Fact]
    public void No_slots_are_always_free()
    {
        Slots slots = new(1);
        _ = slots.EnterAsync(1);
        _ = slots.EnterAsync(1);
        Assert.True(slots.EnterAsync(0).IsCompleted);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Never_more_slots_are_taken_than_there_are_and_everyone_gets_theirs(int limit)
    {
        Random random = new(limit);
        Slots slots = new(limit);
        List<(int Count, Task Entered)> waiting = [];
        for (int i = 0; i < 10_000; i++)
        {
            if (random.Next(2) == 0)
            {
                int count = random.Next(limit + 1);
                waiting.Add((count, slots.EnterAsync(count)));
            }
            else if (waiting.FindIndex(static item => item.Entered.IsCompleted) is >= 0 and int index)
            {
                slots.Leave(waiting[index].Count);
                waiting.RemoveAt(index);
            }

            Assert.InRange(waiting.Where(static item => item.Entered.IsCompleted).Sum(static item => item.Count), 0, limit);
        }

        while (waiting.Count > 0)
        {
            int index = waiting.FindIndex(static item => item.Entered.IsCompleted);
            Assert.NotEqual(-1, index);
            slots.Leave(waiting[index].Count);
            waiting.RemoveAt(index);
        }
    }
}
