namespace AsyncFlow.Spectre.Tests.Infrastructure;

/// <summary>A flow with an input and a result.</summary>
[Flow]
internal sealed partial class Doubled
{
    [Step]
    private static async Task<int> Load([Input] int number)
    {
        await Task.Yield();
        return number;
    }

    [Step, Output]
    private static int Double([From(nameof(Load))] int number) => 2 * number;
}
