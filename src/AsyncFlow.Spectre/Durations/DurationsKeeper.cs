namespace AsyncFlow.Spectre.Durations;

/// <summary>Writes the durations of a run to a file when it has succeeded.</summary>
/// <param name="path">The file.</param>
/// <param name="earlier">What it contains; null if it does not exist.</param>
internal sealed class DurationsKeeper(string path, StepDurations? earlier) : FlowObserver
{
    // The number of the run, which starts before those within it.
    private long _run;

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e) => Interlocked.CompareExchange(ref _run, e.RunId, 0);

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e)
    {
        if (e.RunId == Interlocked.Read(ref _run) && e.Report.Status == FlowStatus.Succeeded)
        {
            StepDurations durations = StepDurations.Of(e.Report);
            DurationsFile.Write(path, earlier?.With(durations) ?? durations);
        }
    }
}
