using System.Globalization;
using System.Text;
using AsyncFlow.Reports;

namespace AsyncFlow;

// The report as a table that a person can read. Line ends are always \n, numbers invariant.
public partial class FlowReport
{
    // Of the elements that a step has worked on, no more than these are written one by one.
    private const int ShownElements = 5;

    // Messages are wrapped to lines of this length.
    private const int MessageWidth = 100;

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
            AddMessage(text, NameOf(failure, report.Steps), failure);
        }

        foreach (Exception failure in report.ObserverFailures)
        {
            AddMessage(text, "observer", failure);
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
                rows.Add(ElementSummary.Of(nested).Cells(began + step.Start, indent + "  "));
            }
            else
            {
                AddRows(rows, nested, began + step.Start, indent + "  ");
            }
        }
    }

    // The lines of a message are wrapped, and indented below their first one.
    private static void AddMessage(StringBuilder text, string? source, Exception failure)
    {
        string indent = "  ";
        foreach (string line in MessageText.Wrap($"{(source is null ? "" : $"{source}: ")}{failure.GetType().Name}: {failure.Message}", MessageWidth))
        {
            text.Append(indent).Append(line).Append('\n');
            indent = "    ";
        }
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
            .. Notes(step) is { Length: > 0 } notes ? [notes] : (string[])[],
        ];
    }

    // On one line, whatever the reason contains: a row of the table is one.
    private static string Notes(StepReport step)
    {
        string attempts = step.Attempts > 1 ? string.Create(CultureInfo.InvariantCulture, $"{step.Attempts} attempts") : "";
        string reason = step.Reason is { } text ? string.Join(' ', MessageText.Wrap(text, int.MaxValue)) : "";
        return attempts.Length > 0 && reason.Length > 0 ? $"{attempts}, {reason}" : attempts + reason;
    }
}
