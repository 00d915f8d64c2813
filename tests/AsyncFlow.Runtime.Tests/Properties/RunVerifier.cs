namespace AsyncFlow.Runtime.Tests;

/// <summary>Compares the report of a random run with the observations of its steps.</summary>
internal sealed class RunVerifier(RandomFlow flow, RunProbe probe, FailureMode mode, CancellationToken token)
{
    public void Verify(FlowReport<long> report)
    {
        Assert.Empty(probe.Violations);
        for (int i = 0; i < flow.Size; i++)
        {
            VerifyStep(report, report.Steps[i], i);
        }

        VerifyFailures(report);
        VerifyStatus(report);
        if (mode == FailureMode.Continue && !token.IsCancellationRequested)
        {
            VerifyLeftOut(report);
        }
    }

    /// <summary>Checks a run of which only its exception, or none if it succeeded, and its output are known.</summary>
    public void Verify(Exception? thrown, long? output)
    {
        Assert.Empty(probe.Violations);
        if (thrown is null)
        {
            Assert.All(probe.Outcomes, static outcome => Assert.Equal(Outcome.Succeeded, outcome));
            Assert.True(output is null || output == flow.Expected[^1]);
        }
        else if (thrown is OperationCanceledException cancelled && cancelled.CancellationToken == token && token.IsCancellationRequested)
        {
            Assert.Contains(probe.Outcomes, static outcome => outcome != Outcome.Succeeded);
        }
        else
        {
            Assert.True(
                probe.Thrown.Contains(thrown) || Enumerable.Range(0, flow.Size).Any(step => IsEnginesOwn(step, thrown)),
                $"Threw what no step threw: {thrown}");
        }
    }

    private void VerifyStep(FlowReport report, StepReport step, int i)
    {
        Outcome outcome = probe.Outcomes[i];
        Assert.Equal(probe.Starts(i) == 0, outcome == Outcome.None);
        Assert.Equal(probe.Starts(i) == 0, probe.Ended[i] == 0);
        switch (step.Status)
        {
            case StepStatus.Succeeded:
                Assert.Equal(Outcome.Succeeded, outcome);
                Assert.Null(step.Exception);
                break;
            case StepStatus.Failed:
                Assert.True(outcome is Outcome.Failed or Outcome.Canceled || flow.Acts[i] == Act.LockThrows, $"{step} has {outcome}");
                Assert.True(ReferenceEquals(probe.Thrown[i], step.Exception) || IsEnginesOwn(i, step.Exception!), $"{step} threw something else: {step.Exception}");
                Assert.False(outcome == Outcome.Canceled && probe.SawCancellation[i], $"{step} was a cancellation.");
                break;
            case StepStatus.Canceled:
                Assert.Equal(Outcome.Canceled, outcome);
                Assert.Same(probe.Thrown[i], step.Exception);
                Assert.True(token.IsCancellationRequested || (mode == FailureMode.Cancel && report.Failures.Count > 0), $"{step} without a cancellation.");
                break;
            default:
                Assert.Equal(StepStatus.NotRun, step.Status);
                Assert.Equal(Outcome.None, outcome);
                Assert.Null(step.Exception);
                bool upstreamMissing = flow.Upstream[i].Any(upstream => report.Steps[upstream].Status != StepStatus.Succeeded);
                bool stopped = token.IsCancellationRequested || (mode == FailureMode.Cancel && report.Failures.Count > 0);
                Assert.True(upstreamMissing || stopped, $"{step} for no reason.");
                break;
        }

        if (outcome != Outcome.None)
        {
            foreach (int upstream in flow.Upstream[i])
            {
                StepReport earlier = report.Steps[upstream];
                Assert.True(step.Start >= earlier.Start + earlier.Duration, $"{step} starts at {step.Start}, {earlier} ended at {earlier.Start + earlier.Duration}");
                Assert.True(probe.Ended[upstream] < probe.Started[i]);
                Assert.False(probe.CanceledAt > 0 && probe.CanceledAt < probe.Ended[upstream], $"{step} started although cancelled before {earlier} ended.");
            }

            Assert.True(step.Start + step.Duration <= report.Duration);
        }
    }

    private static void VerifyFailures(FlowReport report)
    {
        Exception?[] failed = [.. report.Steps.Where(static step => step.Status == StepStatus.Failed).Select(static step => step.Exception)];
        Assert.Equal(failed.ToHashSet(), report.Failures.ToHashSet<Exception?>());
        Assert.Equal(failed.Length, report.Failures.Count);
    }

    private void VerifyStatus(FlowReport<long> report)
    {
        bool allSucceeded = report.Steps.All(static step => step.Status == StepStatus.Succeeded);
        Exception? outcome = Record.Exception(report.ThrowIfFailed);
        switch (report.Status)
        {
            case FlowStatus.Succeeded:
                Assert.True(allSucceeded);
                Assert.Null(outcome);
                Assert.Equal(flow.Expected[^1], report.Output);
                break;
            case FlowStatus.Failed:
                Assert.Same(report.Failures[0], outcome);
                bool someFailureWasFirst = probe.CanceledAt == 0 || report.Steps.Any(step =>
                    step.Status == StepStatus.Failed && probe.Started[step.Step.Index] < probe.CanceledAt);
                Assert.True(someFailureWasFirst, "Cancelled before anything could fail.");
                break;
            default:
                Assert.True(token.IsCancellationRequested);
                Assert.False(allSucceeded);
                Assert.Equal(token, Assert.IsAssignableFrom<OperationCanceledException>(outcome).CancellationToken);
                break;
        }
    }

    // Without cancellation, this mode determines which steps run.
    private void VerifyLeftOut(FlowReport report)
    {
        bool[] succeeds = new bool[flow.Size];
        for (int i = 0; i < flow.Size; i++)
        {
            bool runs = flow.Upstream[i].All(upstream => succeeds[upstream]);
            succeeds[i] = runs && !flow.Acts[i].Fails();
            Assert.Equal(!runs ? StepStatus.NotRun : succeeds[i] ? StepStatus.Succeeded : StepStatus.Failed, report.Steps[i].Status);
        }
    }

    // Exceptions that the step did not throw itself: that of the engine for a null task, and that of a lock.
    private bool IsEnginesOwn(int step, Exception exception) => flow.Acts[step] switch
    {
        Act.ReturnsNull => exception is InvalidOperationException && exception.Message.Contains($"s{step}", StringComparison.Ordinal),
        Act.LockThrows => exception is StepFailure && exception.Message == $"lock of s{step}",
        _ => false,
    };
}
