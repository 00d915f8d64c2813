using Spectre.Console;

namespace AsyncFlow.CommandLine.Output;

/// <summary>Writes what happened in a run, as far as it was not shown while it happened: a table of its steps, its failures, and how it ended.</summary>
internal static class ReportTable
{
    /// <param name="terminal">Where to write.</param>
    /// <param name="report">What happened.</param>
    /// <param name="plan">The flow's plan.</param>
    /// <param name="detail">How much is printed.</param>
    public static void Write(Terminal terminal, FlowReport report, FlowPlan plan, Detail detail)
    {
        if (detail == Detail.Steps && !terminal.Keeps(plan))
        {
            terminal.Write(TableOf(report));
        }

        foreach (Exception failure in report.Failures)
        {
            string step = NameOf(failure, report) is { } name ? $"{name}: " : "";
            terminal.WriteLine($"[red]{StatusText.Escape($"{step}{failure.GetType().Name}: {failure.Message}")}[/]");
        }

        foreach (Exception failure in report.ObserverFailures)
        {
            terminal.WriteLine($"[yellow]{StatusText.Escape($"An observer failed: {failure.GetType().Name}: {failure.Message}")}[/]");
        }

        if (detail != Detail.Steps && report.Status != FlowStatus.Succeeded)
        {
            terminal.WriteLine($"{StatusText.Escape(report.FlowName)} {StatusText.Of(report.Status)} after {StatusText.Of(report.Duration)}");
        }
    }

    private static Table TableOf(FlowReport report)
    {
        Table table = new Table { Border = TableBorder.None }.AddColumn("Step").AddColumn("Status").AddColumn(new TableColumn("Start").RightAligned()).AddColumn(new TableColumn("Duration").RightAligned()).AddColumn("");
        foreach (StepReport step in report.Steps)
        {
            bool hasStarted = step.Status is not (StepStatus.NotRun or StepStatus.Skipped);
            table.AddRow(
                StatusText.Escape(step.Name),
                StatusText.Of(step.Status),
                hasStarted ? StatusText.Of(step.Start) : "",
                hasStarted ? StatusText.Of(step.Duration) : "",
                StatusText.Escape(step.Reason ?? (step.Attempts > 1 ? $"{step.Attempts} attempts" : "")));
        }

        return table;
    }

    // The step that threw it, in the run or in one within its steps.
    private static string? NameOf(Exception failure, FlowReport report)
    {
        foreach (StepReport step in report.Steps)
        {
            if (step.NestedReport is { } nested && NameOf(failure, nested) is { } inner)
            {
                return step.Step.Kind == StepKind.ForEach ? inner : $"{step.Name}.{inner}";
            }

            if (step.Exception == failure)
            {
                return step.Name;
            }
        }

        return null;
    }
}
