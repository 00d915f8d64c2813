using System.Diagnostics;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Orleans.Execution;

/// <summary>
/// Makes a span of each start of a run, and one of each execution of a step in whatever process. All spans of a run are of one trace: what they belong to is stored with
/// the run.
/// </summary>
/// <remarks>
/// A span for the run as a whole would have to be kept by one process until the end, and processes may end before. So the span of the start is the parent of all steps.
/// </remarks>
internal static class DurableTracing
{
    // The package for OpenTelemetry listens to all sources with this name.
    private static readonly ActivitySource s_source = new("AsyncFlow", typeof(DurableTracing).Assembly.GetName().Version?.ToString());

    /// <summary>Begins the span of a start, under the current span of the caller; null if there is no listener.</summary>
    public static Activity? StartRun(string flow, string run) => s_source.StartActivity($"start {flow}", ActivityKind.Producer)?.SetTag("workflow.name", flow).SetTag("workflow.execution.id", run);

    /// <summary>What the steps of a run belong to that is started now; null for nothing.</summary>
    public static string? CurrentParent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Executes a step, or an element, within a span.</summary>
    /// <param name="work">The step.</param>
    /// <param name="call">What the step takes.</param>
    /// <param name="execute">Executes it.</param>
    public static async Task<byte[]?> TraceAsync(StepWork work, StepInvocation call, Func<ValueTask<byte[]?>> execute)
    {
        using Activity? span = StartStep(work, call.Element);
        try
        {
            byte[]? result = await execute();
            End(span, call, StepStatus.Succeeded);
            return result;
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            End(span, call, StepStatus.Canceled);
            throw;
        }
        catch (Exception exception)
        {
            End(span, call, StepStatus.Failed);
            span?.AddException(exception).SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    private static void End(Activity? span, StepInvocation call, StepStatus status)
    {
        span?.SetTag("asyncflow.step.status", status.ToString());
        if (call.Attempts > 1)
        {
            span?.SetTag("asyncflow.step.attempts", call.Attempts);
        }
    }

    private static Activity? StartStep(StepWork work, int element)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        ActivityContext.TryParse(work.TraceParent, traceState: null, isRemote: true, out ActivityContext parent);
        Activity? span = s_source.StartActivity($"step {work.NameOf(-1)}", ActivityKind.Internal, parent)?
            .SetTag("workflow.name", work.Flow.Plan.Name)
            .SetTag("workflow.task.name", work.NameOf(-1))
            .SetTag("workflow.execution.id", work.Run);
        return element < 0 ? span : span?.SetTag("asyncflow.element", element);
    }
}
