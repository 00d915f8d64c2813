namespace AsyncFlow.Runtime.Tests;

/// <summary>Marks the stack of code outside the engine that completes something: a setter, a timer, the release of a lock.</summary>
internal static class ForeignStack
{
    [ThreadStatic]
    private static int s_depth;

    public static bool IsHere => s_depth > 0;

    public static void Run(Action complete)
    {
        s_depth++;
        try
        {
            complete();
        }
        finally
        {
            s_depth--;
        }
    }

    public static void ThrowIfHere()
    {
        if (IsHere)
        {
            throw new InvalidOperationException("A step was started inside a foreign completion stack.");
        }
    }
}
