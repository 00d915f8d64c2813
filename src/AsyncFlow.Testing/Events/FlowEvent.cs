namespace AsyncFlow.Testing;

/// <summary>Something that happened to a step in a run.</summary>
/// <param name="Step">The step.</param>
/// <param name="Kind">What happened.</param>
public sealed record FlowEvent(StepInfo Step, FlowEventKind Kind)
{
    /// <summary>For example <c>LoadUser started</c>.</summary>
    public override string ToString() => $"{Step.Name} {Words()}";

    private string Words() => Kind switch
    {
        FlowEventKind.Started => "started",
        FlowEventKind.Continued => "continued",
        FlowEventKind.Succeeded => "succeeded",
        FlowEventKind.Failed => "failed",
        FlowEventKind.Canceled => "canceled",
        FlowEventKind.NotRun => "not run",
        _ => "skipped",
    };
}
