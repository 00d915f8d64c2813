using System.Globalization;

namespace AsyncFlow.Reports;

/// <summary>The elements that a step has worked on, as one line: how many ended in which way, and how long they took.</summary>
internal sealed class ElementSummary
{
    private readonly long[] _counts = new long[(int)StepStatus.Skipped + 1];

    // Of those that started, in ascending order.
    private readonly List<TimeSpan> _durations = [];
    private readonly List<TimeSpan> _lockWaits = [];
    private readonly long _elements;

    // How many were attempted more than once.
    private readonly int _retried;

    // When the first one started; null if none did.
    private readonly TimeSpan? _start;

    private ElementSummary(FlowReport nested)
    {
        for (int status = 0; status < _counts.Length; status++)
        {
            _counts[status] = nested.CountOf((StepStatus)status);
            _elements += _counts[status];
        }

        foreach (StepReport element in nested.Steps)
        {
            _lockWaits.Add(element.LockWait);
            _retried += element.Attempts > 1 ? 1 : 0;
            if (element.Status is not (StepStatus.NotRun or StepStatus.Skipped))
            {
                _durations.Add(element.Duration);
                _start = _start is { } start && start <= element.Start ? start : element.Start;
            }
        }

        _durations.Sort();
        _lockWaits.Sort();
    }

    /// <summary>Summarises the run within a step that works on each element of a list. It has elements.</summary>
    public static ElementSummary Of(FlowReport nested) => new(nested);

    /// <summary>The line as cells of the table.</summary>
    /// <param name="began">When the nested run began, after the start of the whole run.</param>
    /// <param name="indent">The indentation of the elements.</param>
    public string[] Cells(TimeSpan began, string indent) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{indent}{_elements} elements"),
        Worst().ToString(),
        _start is { } start ? TimeText.Format(began + start) : "-",
        _durations.Count == 0 ? "-" : TimeText.Format(Median(_durations)),
        _lockWaits[^1] == TimeSpan.Zero ? "-" : TimeText.Format(Median(_lockWaits)),
        Counts() + Range() + (_retried == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {_retried} attempted again")) + (_lockWaits[^1] == TimeSpan.Zero ? "" : $", lock wait up to {TimeText.Format(_lockWaits[^1])}"),
    ];

    // A failure explains the others; what did not succeed is worth more attention than what did.
    private StepStatus Worst()
    {
        foreach (StepStatus status in (ReadOnlySpan<StepStatus>)[StepStatus.Failed, StepStatus.Canceled, StepStatus.NotRun])
        {
            if (_counts[(int)status] > 0)
            {
                return status;
            }
        }

        return _counts[(int)StepStatus.Succeeded] > 0 ? StepStatus.Succeeded : StepStatus.Skipped;
    }

    private string Counts()
    {
        List<string> parts = [];
        for (int status = 0; status < _counts.Length; status++)
        {
            if (_counts[status] > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{_counts[status]} {(StepStatus)status}"));
            }
        }

        return string.Join(", ", parts);
    }

    private string Range() => _durations.Count == 0 ? ""
        : $"; min {TimeText.Format(_durations[0])}, median {TimeText.Format(Median(_durations))}, max {TimeText.Format(_durations[^1])}";

    private static TimeSpan Median(List<TimeSpan> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
