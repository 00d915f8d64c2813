namespace AsyncFlow.Testing.Exploration;

/// <summary>Converts the kinds of checks that an exploration accepts to one form.</summary>
internal static class ScheduleCheck
{
    public static Func<TFlow, FlowReport, Task> OfFlow<TFlow>(Action<TFlow>? check) => (flow, report) =>
    {
        report.ThrowIfFailed();
        check?.Invoke(flow);
        return Task.CompletedTask;
    };

    public static Func<TFlow, FlowReport, Task> OfFlow<TFlow>(Func<TFlow, Task>? check) => (flow, report) =>
    {
        report.ThrowIfFailed();
        return check is null ? Task.CompletedTask : check(flow);
    };

    public static Func<TFlow, FlowReport, Task> OfReport<TFlow>(Action<TFlow, FlowReport> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return (flow, report) =>
        {
            check(flow, report);
            return Task.CompletedTask;
        };
    }
}
