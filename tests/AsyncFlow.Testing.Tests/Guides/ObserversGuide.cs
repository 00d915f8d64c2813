// The examples of docs/guides/observers.md. GuideTests compares them.
namespace AsyncFlow.Testing.Tests.Guides.Observers;

internal interface ILogger
{
    void LogInformation(string message, params object?[] values);
}

#region observer
internal sealed class StepTimes(ILogger logger) : FlowObserver
{
    public override void OnStepCompleted(in StepCompleted e) => logger.LogInformation("{Step}: {Duration}", e.Report.Name, e.Report.Duration);
}
#endregion

internal static class Usage
{
    public static async Task ObserveAsync(IFlow flow, ILogger logger, FlowObserver times, FlowObserver traces)
    {
        #region use
        await flow.ExecuteAsync(new FlowOptions { Observer = new StepTimes(logger) });             // this run, and the runs within its steps
        using IDisposable subscription = FlowObserver.Subscribe(new StepTimes(logger));            // every run of the process that starts from now on
        FlowObserver both = FlowObserver.Combine(times, traces);                                   // several as one
        #endregion
    }

    public static TimeSpan Measure(StepStarted e, long start)
    {
        #region clock
        TimeSpan took = e.TimeProvider.GetElapsedTime(start, e.Timestamp);
        #endregion
        return took;
    }
}
