namespace AsyncFlow.Insight.Tests.Infrastructure;

/// <summary>A stream through two steps, whose times differ from element to element.</summary>
[Flow]
internal sealed partial class Streamed(TimeProvider time)
{
    public const int Count = 30;

    [Step]
    private async IAsyncEnumerable<int> Find()
    {
        for (int i = 0; i < Count; i++)
        {
            await WaitAsync(3 + (i % 5));
            yield return i;
        }
    }

    [Step]
    private async Task<int> Fetch([Each(nameof(Find), MaxConcurrency = 3, Buffer = 2)] int number)
    {
        await WaitAsync(10 + (number * 7 % 11));
        return number;
    }

    [Step]
    private Task Parse([Each(nameof(Fetch), MaxConcurrency = 1, Buffer = 1)] int number) => WaitAsync(4 + (number * 5 % 3));

    private Task WaitAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
}
