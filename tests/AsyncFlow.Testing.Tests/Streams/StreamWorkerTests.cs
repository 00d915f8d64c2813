namespace AsyncFlow.Testing.Tests.Streams;

/// <summary>Streams on the thread pool, where one worker brings the elements through all steps as long as these are short.</summary>
public sealed class StreamWorkerTests
{
    // As many runs as it takes for the steps to be known as short.
    private const int Runs = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_or_a_source_that_blocks_until_another_element_has_gone_on_does_not_keep_the_others(bool isSource)
    {
        Rendezvous flow = new();
        for (int run = 0; run < Runs; run++)
        {
            await flow.ExecuteAsync(null).AsTask().Within();
        }

        using ManualResetEventSlim isPassed = new();
        long sum = await flow.ExecuteAsync(new Meeting(isPassed, isSource)).AsTask().Within();

        Assert.Equal(Rendezvous.Count, sum);
        Assert.True(isPassed.IsSet);
    }

    [Fact]
    public async Task A_change_that_one_step_makes_to_the_context_is_not_seen_by_the_next_one()
    {
        ChangesContext flow = new();
        for (int run = 0; run < Runs; run++)
        {
            Assert.Equal(0, await flow.ExecuteAsync().AsTask().Within());
        }
    }
}

/// <param name="IsPassed">Set by the element for which another one, or the source, waits.</param>
/// <param name="IsSource">Whether the source waits.</param>
internal sealed record Meeting(ManualResetEventSlim IsPassed, bool IsSource);

[Flow]
internal sealed partial class Rendezvous
{
    public const int Count = 8;

    [Step]
    private static async IAsyncEnumerable<int> Numbers([Input] Meeting? meeting)
    {
        await Task.CompletedTask;
        for (int i = 0; i < Count; i++)
        {
            if (i == 2 && meeting is { IsSource: true })
            {
                meeting.IsPassed.Wait();
            }

            yield return i;
        }
    }

    [Step]
    private static Task<int> First([Each(nameof(Numbers), MaxConcurrency = 4)] int number, [Input] Meeting? meeting)
    {
        if (number == 0 && meeting is { IsSource: false })
        {
            meeting.IsPassed.Wait();
        }

        return Task.FromResult(number);
    }

    [Step]
    private static Task<long> Second([Each(nameof(First), MaxConcurrency = 4)] int number, [Input] Meeting? meeting)
    {
        if (number == 1)
        {
            meeting?.IsPassed.Set();
        }

        return Task.FromResult(1L);
    }

    [Step, Output]
    private static long Sum(IReadOnlyList<long> numbers) => numbers.Sum();
}

[Flow]
internal sealed partial class ChangesContext
{
    private static readonly AsyncLocal<int> s_local = new();

    [Step]
    private static async IAsyncEnumerable<int> Numbers()
    {
        await Task.CompletedTask;
        for (int i = 0; i < 20; i++)
        {
            s_local.Value = 1 + i;
            yield return i;
        }
    }

    [Step]
    private static Task<int> First([Each(nameof(Numbers), MaxConcurrency = 2)] int number) => Task.FromResult(Change());

    [Step]
    private static Task<int> Second([Each(nameof(First), MaxConcurrency = 2)] int seen) => Task.FromResult(seen + Change());

    [Step, Output]
    private static int Sum([From(nameof(Second))] IReadOnlyList<int> seen) => seen.Sum();

    private static int Change()
    {
        int seen = s_local.Value;
        s_local.Value = 100;
        return seen;
    }
}
