using AsyncFlow;

namespace Company.FlowWorker1;

/// <summary>Processes the messages that have come.</summary>
[Flow]
internal sealed partial class BatchFlow(Inbox inbox)
{
    [Step]
    private Task<IReadOnlyList<string>> Receive(CancellationToken cancellationToken) => inbox.ReceiveAsync(cancellationToken);

    /// <summary>Runs once for each message, at most four at a time.</summary>
    [Step]
    private static async Task<int> Process([Each(nameof(Receive), MaxConcurrency = 4)] string message, CancellationToken cancellationToken)
    {
        await Task.Delay(10, cancellationToken);
        return message.Length;
    }

    /// <summary>Takes what became of each message, so that one that cannot be processed does not fail the others.</summary>
    [Step, Output]
    private static BatchResult Summarize(IReadOnlyList<StepOutcome<int>> outcomes) =>
        new(outcomes.Count(static outcome => outcome.IsSuccess), outcomes.Count(static outcome => !outcome.IsSuccess));
}

internal sealed record BatchResult(int Processed, int Failed);
