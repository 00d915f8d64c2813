using AsyncFlow.Durable;

namespace Durable;

/// <summary>Watches a run.</summary>
internal static class Progress
{
    /// <summary>Waits until so many invoices are committed.</summary>
    public static async Task CommittedAsync(FlowHandle run, int invoices)
    {
        while ((await run.StepsAsync()).Single(static step => step.Name == "Bill").SucceededElements < invoices)
        {
            await Task.Delay(1);
        }
    }
}
