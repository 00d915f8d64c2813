using AsyncFlow;

namespace LiveView;

/// <summary>What all pages need; a step of <see cref="Site"/>.</summary>
[Flow]
internal sealed partial class Assets
{
    [Step]
    private static Task DrawIcons(CancellationToken cancellationToken) => Task.Delay(900, cancellationToken);

    [Step]
    private static Task CompileStyles(CancellationToken cancellationToken) => Task.Delay(1_200, cancellationToken);

    [Step(nameof(DrawIcons), nameof(CompileStyles))]
    private static Task Bundle(CancellationToken cancellationToken) => Task.Delay(400, cancellationToken);
}
