using System.Diagnostics;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Tells the spans of a process to the test that has started it.</summary>
internal static class SpanLog
{
    private const string CallersName = "Caller";

    /// <summary>The source of the spans of callers.</summary>
    public static ActivitySource Callers { get; } = new(CallersName);

    /// <summary>Writes each span when it has ended: <c>span TRACE PARENT SPAN NAME</c>.</summary>
    public static ActivityListener Listen(Action<string> write)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name is "AsyncFlow" or CallersName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => write($"span {span.TraceId} {span.ParentSpanId} {span.SpanId} {span.DisplayName}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
