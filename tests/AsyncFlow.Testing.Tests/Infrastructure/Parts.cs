namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>Two independent steps of two parts each.</summary>
[Flow]
internal sealed partial class Parts
{
    [Step]
    private static async Task A() => await Task.Yield();

    [Step]
    private static async ValueTask<int> B()
    {
        await Task.Yield();
        return 1;
    }
}
