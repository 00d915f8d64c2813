using AsyncFlow;

namespace Quickstart;

/// <summary>Prints when each step of a run starts and ends. Steps run at the same time, so its methods may be called at the same time.</summary>
internal sealed class Timeline : FlowObserver
{
    private long _start;

    public override void OnRunStarted(in RunStarted e) => _start = e.Timestamp;

    public override void OnStepStarted(in StepStarted e) => Print(e.TimeProvider.GetElapsedTime(_start, e.Timestamp), $"{e.Step.Name} starts");

    public override void OnStepCompleted(in StepCompleted e) =>
        Print(e.TimeProvider.GetElapsedTime(_start, e.Timestamp), $"{e.Step.Name} ends: {e.Report.Status}");

    private static void Print(TimeSpan time, string what) => Console.WriteLine($"{time.TotalMilliseconds,6:F0} ms  {what}");
}
