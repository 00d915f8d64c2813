namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>Two steps that read, wait and write: under some schedules one update is lost.</summary>
[Flow]
internal sealed partial class LostUpdate
{
    public int Sum { get; private set; }

    [Step]
    private async Task A()
    {
        int read = Sum;
        await Task.Yield();
        Sum = read + 1;
    }

    [Step]
    private async Task B()
    {
        int read = Sum;
        await Task.Yield();
        Sum = read + 1;
    }
}
