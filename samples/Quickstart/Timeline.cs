using System.Diagnostics;
using AsyncFlow;

namespace Quickstart;

/// <summary>Prints when each step of a run starts and ends. Steps run at the same time, so it may be told of several at once.</summary>
internal sealed class Timeline : FlowObserver
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public override void OnStepStarted(StepInfo step, long runId) => Print($"{step.Name} starts");

    public override void OnStepCompleted(StepReport report, long runId) => Print($"{report.Name} ends: {report.Status}");

    private void Print(string what) => Console.WriteLine($"{Stopwatch.GetElapsedTime(_start).TotalMilliseconds,6:F0} ms  {what}");
}
