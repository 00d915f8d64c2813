using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>How the table shows what does not fit into a row: long messages, many elements.</summary>
public class ReportTableTests
{
    [Fact]
    public void A_message_of_several_lines_is_indented_below_its_step()
    {
        FlowPlan plan = new("Build", new StepDescriptor("Compile", isAsync: true));
        StepFailure failure = new("2 errors:\r\n  a.cs: ; expected\n\n  b.cs: } expected\n");
        StepReport step = new(plan.Steps[0], StepStatus.Failed, TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.Zero, failure);

        FlowReport report = new(plan, FlowStatus.Failed, TimeSpan.FromSeconds(2), [step], [failure]);

        Assert.Equal(
            """
            Build: Failed in 2.00 s
              step     status   start  duration  lock wait
              Compile  Failed  0.0 ms    2.00 s          -
              Compile: StepFailure: 2 errors:
                  a.cs: ; expected
                  b.cs: } expected

            """,
            report.ToString());
    }

    [Fact]
    public void A_long_message_is_wrapped_at_blanks()
    {
        FlowPlan plan = new("Build", new StepDescriptor("Compile", isAsync: true));
        StepFailure failure = new(string.Join(' ', Enumerable.Repeat("word", 60)) + " " + new string('x', 300) + " end");
        StepReport step = new(plan.Steps[0], StepStatus.Failed, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, failure);

        string[] lines = new FlowReport(plan, FlowStatus.Failed, TimeSpan.Zero, [step], [failure]).ToString().TrimEnd('\n').Split('\n')[3..];

        Assert.StartsWith("  Compile: StepFailure: word word", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], static line => Assert.Matches("^    [^ ]", line));
        Assert.All(lines, static line => Assert.True(line.Length <= 104 || line.Trim() == new string('x', 300), line));
        Assert.Equal(
            $"Compile: StepFailure: {failure.Message}",
            string.Join(' ', lines.Select(static line => line.Trim())));
    }

    [Fact]
    public void A_message_cannot_control_a_terminal()
    {
        FlowPlan plan = new("Build", new StepDescriptor("Compile", isAsync: true));
        StepFailure failure = new("\u001b[2Jgone\tfar\u0007");
        StepReport step = new(plan.Steps[0], StepStatus.Failed, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, failure);

        string text = new FlowReport(plan, FlowStatus.Failed, TimeSpan.Zero, [step], [failure]).ToString();

        Assert.DoesNotContain(text, static c => char.IsControl(c) && c != '\n');
        Assert.EndsWith("StepFailure:  [2Jgone far\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_elements_are_one_row()
    {
        StepFailure failure = new("no such page");
        FlowReport report = WithElements(6, element => element switch
        {
            1 => new(element, StepStatus.Failed, Ms(2), Ms(70), Ms(4), failure),
            5 => new(element, StepStatus.NotRun, Ms(0), Ms(0), Ms(0), null),
            _ => new(element, StepStatus.Succeeded, Ms(3), Ms(10 * (element + 1)), Ms(0), null),
        });

        Assert.Equal(
            """
            Crawl: Failed in 100.0 ms
              step          status      start  duration  lock wait
              Fetch         Succeeded  5.0 ms   90.0 ms          -
                6 elements  Failed     7.0 ms   40.0 ms     0.0 ms  4 Succeeded, 1 Failed, 1 NotRun; min 10.0 ms, median 40.0 ms, max 70.0 ms, lock wait up to 4.0 ms
              Fetch[1]: StepFailure: no such page

            """,
            report.ToString());

        FlowReport WithElements(int count, Func<int, Element> element)
        {
            FlowPlan plan = new("Crawl", new StepDescriptor("Fetch", isAsync: true) { Kind = StepKind.ForEach });
            FlowPlan elements = plan.ForElements(0, count, 0);
            StepReport[] reports = [.. elements.Steps.Select(step => element(step.Index).Of(step))];
            FlowReport nested = new(elements, FlowStatus.Failed, Ms(90), reports, [failure]);
            StepReport fetch = new(plan.Steps[0], StepStatus.Succeeded, Ms(5), Ms(90), Ms(0), null) { NestedReport = nested };
            return new(plan, FlowStatus.Failed, Ms(100), [fetch], [failure]);
        }
    }

    [Fact]
    public void A_step_that_did_not_run_says_why_and_a_retried_one_how_often()
    {
        FlowPlan plan = new(
            "Build",
            new StepDescriptor("Compile", isAsync: true),
            new StepDescriptor("Test", isAsync: true) { Condition = "wanted" },
            new StepDescriptor("Pack", isAsync: true),
            new StepDescriptor("Push", isAsync: true));
        StepFailure failure = new("no");
        FlowReport report = new(
            plan,
            FlowStatus.Failed,
            Ms(10),
            [
                new(plan.Steps[0], StepStatus.Failed, Ms(0), Ms(10), Ms(0), failure) { Attempts = 3 },
                new(plan.Steps[1], StepStatus.Skipped, Ms(0), Ms(0), Ms(0), null),
                new(plan.Steps[2], StepStatus.NotRun, Ms(0), Ms(0), Ms(0), null) { Reason = "'Compile'\nfailed" },
                new(plan.Steps[3], StepStatus.Canceled, Ms(1), Ms(2), Ms(0), null) { Attempts = 2, Reason = "the caller cancelled the run" },
            ],
            [failure]);

        Assert.Equal(
            """
            Build: Failed in 10.0 ms
              step     status     start  duration  lock wait
              Compile  Failed    0.0 ms   10.0 ms          -  3 attempts
              Test     Skipped        -         -          -  wanted is false
              Pack     NotRun         -         -          -  'Compile' failed
              Push     Canceled  1.0 ms    2.0 ms          -  2 attempts, the caller cancelled the run
              Compile: StepFailure: no

            """,
            report.ToString());
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private sealed record Element(int Index, StepStatus Status, TimeSpan Start, TimeSpan Duration, TimeSpan LockWait, Exception? Exception)
    {
        public StepReport Of(StepInfo step) => new(step, Status, Start, Duration, LockWait, Exception);
    }
}
