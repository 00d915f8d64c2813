using AsyncFlow.Reports;

namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>One run: its state, its graph, its steps.</summary>
/// <param name="Run">What is stored of it.</param>
/// <param name="Steps">What is stored of its steps.</param>
/// <param name="Plan">The plan of its flow; null if this process has another version of it.</param>
/// <param name="Now">The time.</param>
internal sealed record RunPage(FlowRunInfo Run, IReadOnlyList<FlowStepInfo> Steps, FlowPlan? Plan, DateTimeOffset Now)
{
    public bool HasEnded => Run.Status is FlowRunStatus.Succeeded or FlowRunStatus.Failed or FlowRunStatus.Canceled;

    private DateTimeOffset End => HasEnded ? Run.UpdatedAt : Now;

    public Html Write(Links links)
    {
        Html live = Html.Of(
            $"""
            <div class="actions">{Layout.Status(Run.Status.ToString())}{Button(links.Retry(Run.Id), "Retry", Run.Status is FlowRunStatus.Failed or FlowRunStatus.Canceled)}{Button(links.Cancel(Run.Id), "Cancel", !HasEnded)}{Report(links)}</div>
            <dl>{Fact("Flow", Html.Of($"{Run.Flow}"))}{Fact("Started", Layout.Time(Run.CreatedAt))}{Fact("Last change", Layout.Time(Run.UpdatedAt))}{Fact("Duration", Html.Of($"{TimeText.Format(Durations.Between(Run.CreatedAt, End))}"))}{Fact("Taken up", Html.Of($"{Run.Epoch} {(Run.Epoch == 1 ? "time" : "times")}"))}{Fact("Version", Html.Of($"<code>{Run.Fingerprint}</code>"))}</dl>
            {Parked()}
            {(Run.Failure is { } failure ? Failure(failure, "run") : Html.Empty)}
            {(Plan is not { Steps.Count: > 0 } ? Html.Empty : Html.Of($"""<h2>Graph</h2><div class="wide">{StepGraph.Of(Plan, Steps)}</div>"""))}
            <h2>Steps</h2>
            <div class="wide"><table>
            <thead><tr><th>Step</th><th>Status</th><th>Elements</th><th>Attempts</th><th>Started</th><th>Duration</th><th>Timeline</th></tr></thead>
            <tbody>{Html.All(Steps.Select(Row))}</tbody>
            </table></div>
            """);
        return Layout.Page(links, $"{Run.Id}: {Run.Status}", live, Html.Of($"<h1>{Run.Id}</h1>"));
    }

    private static Html Fact(string name, Html value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private static Html Button(string action, string text, bool isPossible) => isPossible ? Html.Of($"""<form method="post" action="{action}"><button>{text}</button></form>""") : Html.Empty;

    private Html Report(Links links) => HasEnded && Plan is not null ? Html.Of($"""<a href="{links.Report(Run.Id)}">Critical path and what-if</a>""") : Html.Empty;

    private Html Parked() => Run.Status == FlowRunStatus.Parked
        ? Html.Of($"""<p class="note">The run is parked: {Run.ParkedBecause ?? "no process has the version of the flow that started it"}. It goes on when a process starts whose version can.</p>""")
        : Html.Empty;

    private Html Row(FlowStepInfo step) => Html.Of(
        $"""
        <tr><td>{step.Name}</td><td>{Layout.Status(StateOf(step))}</td><td class="number">{Elements(step)}</td><td class="number">{(step.Attempts > 0 ? Html.Of($"{step.Attempts}") : Html.Empty)}</td><td>{(step.StartedAt is { } start ? Layout.Time(start) : Html.Empty)}</td><td class="number">{(step.StartedAt is { } began ? Html.Of($"{TimeText.Format(Durations.Between(began, step.EndedAt ?? Now))}") : Html.Empty)}</td><td>{Bar(step)}</td></tr>
        {(step.Failure is { } failure ? Html.Of($"""<tr><td colspan="7">{Failure(failure, $"step-{step.Name}")}</td></tr>""") : Html.Empty)}
        """);

    /// <summary>The state of a step in one word.</summary>
    public static string StateOf(FlowStepInfo step) => step.Status != StepStatus.None ? step.Status.ToString() : step.IsRunning ? "Running" : "Waiting";

    private static Html Elements(FlowStepInfo step) => step.Elements == 0 ? Html.Empty
        : Html.Of($"""{step.SucceededElements} of {step.Elements} <progress max="{step.Elements}" value="{step.SucceededElements}"></progress>""");

    private Html Bar(FlowStepInfo step)
    {
        if (step.StartedAt is not { } start)
        {
            return Html.Empty;
        }

        double whole = Math.Max(1, (End - Run.CreatedAt).Ticks);
        double left = Math.Clamp((start - Run.CreatedAt).Ticks / whole * 200, 0, 198);
        double width = Math.Clamp(((step.EndedAt ?? Now) - start).Ticks / whole * 200, 2, 200 - left);
        return Html.Of($"""<svg class="bar" width="200" height="12" role="img" aria-label="From {TimeText.Format(Durations.Between(Run.CreatedAt, start))} after the start"><rect class="{StateOf(step)}" x="{left:F1}" y="1" width="{width:F1}" height="10" rx="2"/></svg>""");
    }

    private static Html Failure(FlowFailure failure, string id) => Html.Of(
        $"""<details class="failure" id="{id}"><summary>{failure.Step}: {failure.ErrorType}: {failure.Message}</summary><pre>{failure.Details ?? "No further details are stored."}</pre></details>""");
}
