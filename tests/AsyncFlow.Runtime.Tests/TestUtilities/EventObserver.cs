using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Records every event.</summary>
internal sealed class EventObserver : FlowObserver
{
    public ConcurrentQueue<RunStarted> RunStarts { get; } = [];

    public ConcurrentQueue<StepStarted> StepStarts { get; } = [];

    public ConcurrentQueue<StepCompleted> StepEnds { get; } = [];

    public ConcurrentQueue<RunCompleted> RunEnds { get; } = [];

    public override void OnRunStarted(in RunStarted e) => RunStarts.Enqueue(e);

    public override void OnStepStarted(in StepStarted e) => StepStarts.Enqueue(e);

    public override void OnStepCompleted(in StepCompleted e) => StepEnds.Enqueue(e);

    public override void OnRunCompleted(in RunCompleted e) => RunEnds.Enqueue(e);
}
