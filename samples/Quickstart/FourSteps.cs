using AsyncFlow;

namespace Quickstart;

/// <summary>Setup first, then Work1 and Work2 at the same time, then Shutdown.</summary>
[Flow]
internal sealed partial class FourSteps
{
    [Step]
    private static void Setup() => Thread.Sleep(20); // a synchronous step: runs on a thread of the pool

    [Step(nameof(Setup))]
    private static Task Work1(CancellationToken cancellationToken) => Task.Delay(40, cancellationToken);

    [Step(nameof(Setup))]
    private static Task Work2(CancellationToken cancellationToken) => Task.Delay(60, cancellationToken);

    [Step(nameof(Work1), nameof(Work2))]
    private static void Shutdown() => Thread.Sleep(10);
}
