using System.Runtime.CompilerServices;

namespace AsyncFlow.Spectre.Tests.Infrastructure;

/// <summary>A flow that works on the elements of a stream, one every 10 ms.</summary>
[Flow]
internal sealed partial class Streamed(TimeProvider clock)
{
    [Step]
    private async IAsyncEnumerable<int> Find([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < 45; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock, cancellationToken);
            yield return i;
        }
    }

    [Step]
    private static async Task Use([Each(nameof(Find), MaxConcurrency = 2)] int number)
    {
        await Task.Yield();
        if (number == 7)
        {
            throw new IOException("seven");
        }
    }
}
