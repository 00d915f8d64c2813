namespace AsyncFlow.Runtime.Tests;

/// <summary>Counts the events of each step of one run.</summary>
internal sealed class CountingObserver(int size) : FlowObserver
{
    private readonly int[] _started = new int[size];
    private readonly StepReport?[] _completed = new StepReport?[size];
    private readonly int[] _completions = new int[size];
    private int _runs;
    private int _ends;
    private FlowReport? _report;
    private string? _violation;

    public override void OnRunStarted(in RunStarted e) => Check(Interlocked.Increment(ref _runs) == 1, "started twice");

    public override void OnStepStarted(in StepStarted e)
    {
        StepInfo step = e.Step;
        Check(Volatile.Read(ref _runs) == 1, $"{step} before the run");
        Check(_completions[step.Index] == 0, $"{step} started after its end");
        Interlocked.Increment(ref _started[step.Index]);
    }

    public override void OnStepCompleted(in StepCompleted e)
    {
        StepReport report = e.Report;
        Check(Volatile.Read(ref _ends) == 0, $"{report} after the run");
        Interlocked.Increment(ref _completions[report.Step.Index]);
        _completed[report.Step.Index] = report;
    }

    public override void OnRunCompleted(in RunCompleted e)
    {
        Interlocked.Increment(ref _ends);
        _report = e.Report;
    }

    public void Verify(FlowReport report)
    {
        Assert.Null(_violation);
        Assert.Equal(1, _ends);
        Assert.Equal(report.Status, _report!.Status);
        foreach (StepReport step in report.Steps)
        {
            int i = step.Step.Index;
            Assert.Equal(1, _completions[i]);
            Assert.Equal(step.Status, _completed[i]!.Status);
            Assert.Same(step.Exception, _completed[i]!.Exception);
            Assert.True(step.Status is StepStatus.Succeeded or StepStatus.Canceled ? _started[i] == 1 : _started[i] <= 1);
            Assert.False(step.Status == StepStatus.NotRun && _started[i] > 0);
        }
    }

    private void Check(bool holds, string what) => _violation ??= holds ? null : what;
}
