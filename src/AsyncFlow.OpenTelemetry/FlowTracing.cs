using System.Collections.Concurrent;
using System.Diagnostics;

namespace AsyncFlow.OpenTelemetry;

/// <summary>Makes a span of each run and of each step that starts.</summary>
/// <remarks>
/// The names of attributes that begin with <c>workflow.</c> are those of the conventions for workflows that are under discussion at OpenTelemetry
/// (semantic-conventions, issue 1688).
/// </remarks>
internal sealed class FlowTracing : FlowObserver
{
    public const string SourceName = "AsyncFlow";

    private static readonly ActivitySource s_source = new(SourceName, typeof(FlowTracing).Assembly.GetName().Version?.ToString());

    private readonly ConcurrentDictionary<long, RunSpans> _runs = new();

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e)
    {
        // A nested run belongs to its step, or to a span that the step has begun.
        if (!e.Parent.IsNone && _runs.TryGetValue(e.Parent.RunId, out RunSpans? outer) && outer.SpanOf(e.Parent.Step!.Index) is { } step && Activity.Current?.TraceId != step.TraceId)
        {
            Activity.Current = step;
        }

        if (s_source.StartActivity($"flow {e.Plan.Name}") is { } run)
        {
            run.SetTag("workflow.name", e.Plan.Name);
            run.SetTag("workflow.execution.id", e.RunId);
            _runs[e.RunId] = new RunSpans(run, e.Plan.Steps.Count);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The step sees its span as the current one, since it starts with what this changes in the execution context.</remarks>
    public override void OnStepStarted(in StepStarted e)
    {
        if (!_runs.TryGetValue(e.RunId, out RunSpans? run))
        {
            return;
        }

        // Not by a parent's context alone: baggage comes from the parent itself.
        Activity.Current = run.Run;
        string name = StepNames.Of(e.Step, e.Element, e.Parent);
        if (s_source.StartActivity($"step {name}", ActivityKind.Internal, parentContext: default, links: run.LinksOf(e.Step)) is not { } step)
        {
            return;
        }

        step.SetTag("workflow.name", e.Plan.Name);
        step.SetTag("workflow.task.name", name);
        step.SetTag("workflow.execution.id", e.RunId);
        if (e.Element >= 0)
        {
            step.SetTag("asyncflow.element", e.Element);
        }

        run.Started(e.Step.Index, step);
    }

    /// <inheritdoc/>
    /// <remarks>The first attempt is the step itself. Further ones are events of its span.</remarks>
    public override void OnAttemptStarted(in AttemptStarted e)
    {
        if (e.Attempt > 1 && _runs.TryGetValue(e.RunId, out RunSpans? run) && run.SpanOf(e.Step.Index) is { } step)
        {
            step.AddEvent(new ActivityEvent("attempt", tags: new ActivityTagsCollection { ["asyncflow.attempt"] = e.Attempt }));
        }
    }

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e)
    {
        if (!_runs.TryGetValue(e.RunId, out RunSpans? run))
        {
            return;
        }

        StepReport report = e.Report;
        if (run.SpanOf(report.Step.Index) is not { } step)
        {
            run.Run.AddEvent(new ActivityEvent($"step {(report.Status == StepStatus.Skipped ? "skipped" : "not run")}", tags: new ActivityTagsCollection
            {
                ["workflow.task.name"] = report.Name,
                ["asyncflow.reason"] = report.Reason,
            }));
            return;
        }

        step.SetTag("asyncflow.step.status", report.Status.ToString());
        SetWait(step, "asyncflow.step.lock_wait", report.LockWait);
        SetWait(step, "asyncflow.step.slot_wait", report.SlotWait);
        if (report.Attempts != 1)
        {
            step.SetTag("asyncflow.step.attempts", report.Attempts);
        }

        End(step, report.Exception, isError: report.Status == StepStatus.Failed);
        run.Ended(report.Step.Index);
    }

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e)
    {
        if (_runs.TryRemove(e.RunId, out RunSpans? run))
        {
            FlowReport report = e.Report;
            run.Run.SetTag("asyncflow.run.status", report.Status.ToString());
            End(run.Run, report.Failures.Count > 0 ? report.Failures[0] : null, isError: report.Status == FlowStatus.Failed);
        }
    }

    private static void SetWait(Activity step, string name, TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            step.SetTag(name, wait.TotalSeconds);
        }
    }

    // Stopping a span would change the current one, which may be that of other code: the thread is the one that ended the step.
    private static void End(Activity span, Exception? exception, bool isError)
    {
        if (exception is not null)
        {
            span.AddException(exception);
            span.SetTag("error.type", exception.GetType().FullName);
        }

        if (isError)
        {
            span.SetStatus(ActivityStatusCode.Error, exception?.Message);
        }

        Activity? current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }
}
