using System.Text.RegularExpressions;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>Compares what a report says with what the <see cref="Oracle"/> says.</summary>
internal static partial class OracleReport
{
    /// <summary>The oracle's report in one line.</summary>
    public static string Describe(Oracle run, OraclePlan plan) => $"{run.Status} {run.Duration} [{string.Join(' ', run.Failures.OrderBy(static failure => failure.Time).ThenBy(static failure => failure.Name, StringComparer.Ordinal).Select(static failure => failure.Name))}] "
        + string.Join(' ', plan.Steps.Zip(run.States, static (step, state) => Line(
            step.Name, state.Status, state.Start, state.End - state.Start, state.Attempts, state.IsHandled, state.Within is { } within ? Describe(within, step.Inner ?? step.Elements!) : null)));

    /// <summary>The engine's report in one line. Of failures at the same time, as the oracle says, either can be the first.</summary>
    public static string Describe(FlowReport report, Oracle? run) => $"{report.Status} {Milliseconds(report.Duration)} [{string.Join(' ', Failures([.. report.Failures.Select(static failure => failure.Message)], run))}] "
        + string.Join(' ', report.Steps.Select((step, i) => Line(
            step.Name, step.Status, Milliseconds(step.Start), Milliseconds(step.Duration), step.Attempts, step.IsHandled, step.NestedReport is { } within ? Describe(within, run?.States.ElementAtOrDefault(i)?.Within) : null)));

    /// <summary>Without times, and with failures by name: the order in which they happen depends on them.</summary>
    public static string Untimed(string report) => TimesPattern().Replace(
        FailuresPattern().Replace(report, static match => $"{match.Groups[1].Value} [{string.Join(' ', match.Groups[2].Value.Split(' ').Order(StringComparer.Ordinal))}]"), ":");

    /// <summary>
    /// What differs in a run that may have been stopped from one that was not: a step whose outcome is not that of the oracle has been cancelled or not run.
    /// </summary>
    public static IEnumerable<string> Differences(FlowReport report, OraclePlan plan, Oracle run)
    {
        for (int i = 0; i < report.Steps.Count; i++)
        {
            StepReport step = report.Steps[i];
            int number = Array.FindIndex(plan.Steps, known => known.Name == step.Name);
            if (number < 0 || (step.Status != run.States[number].Status && step.Status is not (StepStatus.Canceled or StepStatus.NotRun)))
            {
                yield return $"{step.Name} is {step.Status} and not {(number < 0 ? "known" : run.States[number].Status)}";
            }
            else if (step.NestedReport is { } nested && run.States[number].Within is { } within)
            {
                foreach (string difference in Differences(nested, (plan.Steps[number].Inner ?? plan.Steps[number].Elements)!, within))
                {
                    yield return difference;
                }
            }
        }

        if (report.Steps.Select(static step => step.Name).Distinct().Count() != report.Steps.Count)
        {
            yield return $"a step of {plan.Name} is there twice";
        }
    }

    private static IEnumerable<string> Failures(string[] found, Oracle? run)
    {
        if (run is null || run.Failures.Count != found.Length)
        {
            return found;
        }

        long[] times = [.. run.Failures.Select(static failure => failure.Time).Order()];
        return found.Zip(times).OrderBy(static failure => failure.Second).ThenBy(static failure => failure.First, StringComparer.Ordinal).Select(static failure => failure.First);
    }

    private static string Line(string name, StepStatus status, long start, long duration, int attempts, bool isHandled, string? within) =>
        $"{name}:{status}:{start}:{duration}:{attempts}{(isHandled ? "h" : "")}{(within is null ? "" : $"({within})")}";

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    [GeneratedRegex(@"(\w+) \d+ \[((?:[^\[\]]|\[\d+\])*)\]")]
    private static partial Regex FailuresPattern();

    [GeneratedRegex(@":\d+:-?\d+:")]
    private static partial Regex TimesPattern();
}
