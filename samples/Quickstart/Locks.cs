using AsyncFlow;

namespace Quickstart;

/// <summary>
/// F and G do not depend on each other, but both hold the same lock, so they run one after the other. H, I and J are ready
/// together and share a semaphore with two permits, so the third of them waits. A waiting step holds no thread.
/// </summary>
[Flow]
internal sealed partial class Locks
{
    private readonly FlowLock _oneAtATime = new();
    private readonly FlowSemaphore _twoAtATime = new(2);

    [Step, WithLock(nameof(_oneAtATime))]
    private static Task F(CancellationToken cancellationToken) => Task.Delay(30, cancellationToken);

    [Step, WithLock(nameof(_oneAtATime))]
    private static Task G(CancellationToken cancellationToken) => Task.Delay(30, cancellationToken);

    [Step(nameof(F), nameof(G)), WithLock(nameof(_twoAtATime))]
    private static Task H(CancellationToken cancellationToken) => Task.Delay(40, cancellationToken);

    [Step(nameof(F), nameof(G)), WithLock(nameof(_twoAtATime))]
    private static Task I(CancellationToken cancellationToken) => Task.Delay(40, cancellationToken);

    [Step(nameof(F), nameof(G)), WithLock(nameof(_twoAtATime))]
    private static void J() => Thread.Sleep(40);
}
