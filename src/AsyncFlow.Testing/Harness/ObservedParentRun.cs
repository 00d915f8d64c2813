using AsyncFlow.Execution;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Testing.Harness;

/// <summary>The step within which a run takes place, with another observer for that run.</summary>
internal sealed class ObservedParentRun(ParentRun parent, FlowObserver observer) : ParentRun
{
    public override FlowHost Host => parent.Host;

    public override TimeProvider Clock => parent.Clock;

    public override FailureMode? FailureMode => parent.FailureMode;

    public override FlowObserver Observer => observer;

    public override bool IsRecorded => parent.IsRecorded;

    public override ConcurrencyLimiter? Slots => parent.Slots;

    public override int Place => parent.Place;

    public override void Ended(FlowReport report) => parent.Ended(report);

    public override void Failed(Exception exception) => parent.Failed(exception);

    public override string? ObstacleTo(object needed) => parent.ObstacleTo(needed);
}
