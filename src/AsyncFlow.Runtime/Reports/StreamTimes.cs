namespace AsyncFlow.Reports;

/// <summary>How a run over a stream got its elements.</summary>
/// <param name="Slots">How many elements it worked on at the same time at most.</param>
/// <param name="Buffer">How many elements could wait.</param>
internal sealed record StreamTimes(int Slots, int Buffer)
{
    /// <summary>
    /// When the source was asked for an element, and when it had made it or had found that there is none, since the start of the run: of the first elements, as
    /// many as have reports. Empty if the step before brought the elements. Only the code that reads the source adds to it.
    /// </summary>
    public List<(TimeSpan Began, TimeSpan Ended)> Pulls { get; } = [];
}
