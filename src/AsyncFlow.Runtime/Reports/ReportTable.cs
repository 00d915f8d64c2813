using System.Globalization;
using System.Text;

namespace AsyncFlow;

/// <summary>Writes a report as a table that a person can read. Line ends are always <c>\n</c>, numbers invariant.</summary>
internal static class ReportTable
{
    private static readonly string[] s_headings = ["step", "status", "start", "duration", "lock wait"];

    public static string Format(string flowName, FlowStatus status, TimeSpan duration, IReadOnlyList<StepReport> steps, IReadOnlyList<Exception> failures)
    {
        string[][] rows = [s_headings, .. steps.Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, s_headings.Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new($"{flowName}: {status} in {Milliseconds(duration)}\n");
        foreach (string[] row in rows)
        {
            // Words are aligned left, numbers right.
            text.Append(CultureInfo.InvariantCulture, $"  {row[0].PadRight(widths[0])}  {row[1].PadRight(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3].PadLeft(widths[3])}  {row[4].PadLeft(widths[4])}\n");
        }

        foreach (Exception failure in failures)
        {
            string? step = steps.FirstOrDefault(report => ReferenceEquals(report.Exception, failure))?.Name;
            text.Append(CultureInfo.InvariantCulture, $"  {(step is null ? "" : $"{step}: ")}{failure.GetType().Name}: {failure.Message}\n");
        }

        return text.ToString();
    }

    private static string[] Cells(StepReport step)
    {
        bool started = step.Status is not (StepStatus.NotRun or StepStatus.Skipped);
        return
        [
            step.Name,
            step.Status.ToString(),
            started ? Milliseconds(step.Start) : "-",
            started ? Milliseconds(step.Duration) : "-",
            step.LockWait == TimeSpan.Zero ? "-" : Milliseconds(step.LockWait),
        ];
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F1} ms");
}
