using AsyncFlow;

namespace Quickstart;

/// <summary>
/// F and G need nothing and start together. If G finishes first, H can start while F still runs; if F finishes first, both
/// H and I have to wait for G. This follows from the dependencies.
/// </summary>
[Flow]
internal sealed partial class Figure1
{
    [Step]
    private static Task F(CancellationToken cancellationToken) => Task.Delay(60, cancellationToken);

    [Step]
    private static Task G(CancellationToken cancellationToken) => Task.Delay(30, cancellationToken);

    [Step(nameof(G))]
    private static Task H(CancellationToken cancellationToken) => Task.Delay(40, cancellationToken);

    [Step(nameof(F), nameof(G))]
    private static void I() => Thread.Sleep(20);

    [Step(nameof(H))]
    private static Task J(CancellationToken cancellationToken) => Task.Delay(30, cancellationToken);

    [Step(nameof(H), nameof(I))]
    private static Task K(CancellationToken cancellationToken) => Task.Delay(30, cancellationToken);

    [Step(nameof(I))]
    private static void L() => Thread.Sleep(10);

    [Step(nameof(J), nameof(K), nameof(L))]
    private static Task M(CancellationToken cancellationToken) => Task.Delay(10, cancellationToken);
}
