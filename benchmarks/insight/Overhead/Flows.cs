using AsyncFlow;

namespace Overhead;

/// <summary>Seven steps that complete at once, which are executed as a straight line.</summary>
[Flow]
internal sealed partial class Seven
{
    [Step]
    private static Task A() => Task.CompletedTask;

    [Step(nameof(A))]
    private static Task B() => Task.CompletedTask;

    [Step(nameof(A))]
    private static Task C() => Task.CompletedTask;

    [Step(nameof(B), nameof(C))]
    private static Task D() => Task.CompletedTask;

    [Step(nameof(C))]
    private static Task E() => Task.CompletedTask;

    [Step(nameof(D))]
    private static Task F() => Task.CompletedTask;

    [Step(nameof(E), nameof(F))]
    private static Task G() => Task.CompletedTask;
}

/// <summary>Chains of 100 steps that complete at once, built at run time: the engine executes them.</summary>
internal static class Chains
{
    public const int Length = 100;

    public static IFlow Of(FlowLock? held = null, int maxConcurrency = 0)
    {
        FlowBuilder builder = new("Chain") { MaxConcurrency = maxConcurrency };
        StepHandle? last = null;
        for (int i = 0; i < Length; i++)
        {
            StepHandle step = builder.Step($"Step {i}", static _ => Task.CompletedTask);
            if (last is { } before)
            {
                step.After(before);
            }

            if (held is not null)
            {
                step.WithLock(held);
            }

            last = step;
        }

        return builder.Build();
    }
}
