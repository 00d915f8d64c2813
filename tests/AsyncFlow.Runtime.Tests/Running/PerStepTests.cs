using AsyncFlow.Execution;

namespace AsyncFlow.Runtime.Tests;

public class PerStepTests
{
    [Fact]
    public async Task Steps_that_need_the_array_at_the_same_moment_all_use_the_same_one()
    {
        for (int i = 0; i < 20_000 * Stress.Factor; i++)
        {
            Holder holder = new();
            using Barrier start = new(2);
            await Task.WhenAll(Task.Run(() => Set(0)), Task.Run(() => Set(1))).Within();
            Assert.Equal(("0", "1"), (holder.Values.ValueOf(0), holder.Values.ValueOf(1)));

            void Set(int step)
            {
                start.SignalAndWait();
                holder.Values[step] = $"{step}";
            }
        }
    }

    [Fact]
    public void A_value_that_was_not_set_is_the_default()
    {
        PerStep<string> values = new(2);
        Assert.Null(values.ValueOf(1));
        values[0] = "a";
        Assert.Null(values.ValueOf(1));
    }

    [Fact]
    public void A_value_is_taken_once()
    {
        PerStep<string?> values = new(1);
        values[0] = "a";
        Assert.Equal("a", values.Take(0));
        Assert.Null(values.Take(0));
    }

    private sealed class Holder
    {
        public PerStep<string> Values = new(2);
    }
}
