using System.Globalization;
using System.Text;
using AsyncFlow.Reports;

namespace AsyncFlow;

// The report as a table that a person can read. Line ends are always \n, numbers invariant.
public partial class FlowReport
{
    // The maximum number of elements of a step that are written one by one.
    private const int ShownElements = 20;

    private static readonly string[] s_headings = ["step", "status", "start", "duration", "lock wait"];

    private static string Table(FlowReport report)
    {
        List<string[]> rows = [s_headings];
        AddRows(rows, report, TimeSpan.Zero, "");
        int[] widths = new int[s_headings.Length];
        foreach (string[] row in rows)
        {
            for (int column = 0; column < widths.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }

        StringBuilder text = new($"{report.FlowName}: {report.Status} in {TimeText.Format(report.Duration)}\n");
        foreach (string[] row in rows)
        {
            // Words are aligned left, numbers right; what follows them is not padded.
            string line = $"  {row[0].PadRight(widths[0])}  {row[1].PadRight(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3].PadLeft(widths[3])}  {row[4].PadLeft(widths[4])}";
            text.Append(row.Length > 5 ? $"{line}  {row[5]}" : line.TrimEnd()).Append('\n');
        }

        foreach (Exception failure in report.Failures)
        {
            string? step = NameOf(failure, report.Steps);
            text.Append(CultureInfo.InvariantCulture, $"  {(step is null ? "" : $"{step}: ")}{failure.GetType().Name}: {failure.Message}\n");
        }

        foreach (Exception failure in report.ObserverFailures)
        {
            text.Append(CultureInfo.InvariantCulture, $"  observer: {failure.GetType().Name}: {failure.Message}\n");
        }

        return text.ToString();
    }

    // What ran within a step is indented below it, its times counted from the start of the whole run.
    private static void AddRows(List<string[]> rows, FlowReport report, TimeSpan began, string indent)
    {
        foreach (StepReport step in report.Steps)
        {
            rows.Add(Cells(step, began, indent));
            if (step.NestedReport is not { } nested)
            {
                continue;
            }

            if (step.Step.Kind == StepKind.ForEach && nested.Steps.Count > ShownElements)
            {
                rows.Add([$"{indent}  {nested.Steps.Count.ToString(CultureInfo.InvariantCulture)} elements", Counts(nested.Steps), "", "", ""]);
            }
            else
            {
                AddRows(rows, nested, began + step.Start, indent + "  ");
            }
        }
    }

    // How many ended in which way.
    private static string Counts(IReadOnlyList<StepReport> steps)
    {
        int[] counts = new int[(int)StepStatus.Skipped + 1];
        foreach (StepReport step in steps)
        {
            counts[(int)step.Status]++;
        }

        List<string> parts = [];
        for (int status = 0; status < counts.Length; status++)
        {
            if (counts[status] > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{counts[status]} {(StepStatus)status}"));
            }
        }

        return string.Join(", ", parts);
    }

    // The innermost step that threw it.
    private static string? NameOf(Exception failure, IReadOnlyList<StepReport> steps)
    {
        foreach (StepReport step in steps)
        {
            string? within = step.NestedReport is { } nested ? NameOf(failure, nested.Steps) : null;
            if (within is not null)
            {
                return step.Step.Kind == StepKind.ForEach ? within : $"{step.Name}.{within}";
            }

            if (ReferenceEquals(step.Exception, failure))
            {
                return step.Name;
            }
        }

        return null;
    }

    private static string[] Cells(StepReport step, TimeSpan began, string indent)
    {
        bool started = step.Status is not (StepStatus.NotRun or StepStatus.Skipped);
        return
        [
            indent + step.Name,
            step.Status.ToString(),
            started ? TimeText.Format(began + step.Start) : "-",
            started ? TimeText.Format(step.Duration) : "-",
            step.LockWait == TimeSpan.Zero ? "-" : TimeText.Format(step.LockWait),
            .. step.SkipReason is { } reason ? [reason] : (string[])[],
        ];
    }
}
