namespace AsyncFlow.Runtime.Tests;

/// <summary>One execution of one random step; one of its methods is called when the step ends.</summary>
internal readonly struct Visit(RunProbe probe, StepCall call)
{
    public long Succeed()
    {
        long result = probe.ResultOf(call);
        probe.Leave(call.Index, Outcome.Succeeded, null);
        return result;
    }

    public StepFailure Fail()
    {
        StepFailure failure = new($"s{call.Index}");
        probe.Leave(call.Index, Outcome.Failed, failure);
        return failure;
    }

    /// <summary>Ends with a cancellation, by a token of the step if none is given.</summary>
    public OperationCanceledException Cancel(OperationCanceledException? cancelled = null)
    {
        cancelled ??= new OperationCanceledException($"s{call.Index}");
        probe.SawCancellation[call.Index] = call.Token.IsCancellationRequested;
        probe.Leave(call.Index, Outcome.Canceled, cancelled);
        return cancelled;
    }
}
