using AsyncFlow;

namespace Company.FlowWorker1;

/// <summary>Runs before the services of the host start. When the host stops, so do the steps, in the reverse order.</summary>
[Flow]
internal sealed partial class Lifetime(Inbox inbox, ILogger<Lifetime> logger)
{
    [Step]
    private async Task OpenInbox(CancellationToken cancellationToken)
    {
        await inbox.OpenAsync(cancellationToken);
        logger.LogInformation("The inbox is open.");
    }

    [Stops(nameof(OpenInbox))]
    private void CloseInbox()
    {
        inbox.Close();
        logger.LogInformation("The inbox is closed.");
    }
}
