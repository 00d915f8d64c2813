using AsyncFlow.Reports;

namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>The list of runs.</summary>
internal static class ListPage
{
    public static Html Of(Links links, RunQuery query, IReadOnlyList<FlowRunInfo> runs, bool hasMore, IEnumerable<string> flows) =>
        Layout.Page(links, "Durable runs", Html.Of($"{Table(links, runs)}{Pages(links, query, hasMore)}"), Form(links, query, flows));

    private static Html Form(Links links, RunQuery query, IEnumerable<string> flows)
    {
        Html statuses = Html.All(Enum.GetValues<FlowRunStatus>().Where(static status => status != FlowRunStatus.None)
            .Select(status => Html.Of($"<option{Html.Of($"{(status == query.Status ? " selected" : "")}")}>{status.ToString()}</option>")));
        Html names = Html.All(flows.Order(StringComparer.Ordinal).Select(static name => Html.Of($"""<option value="{name}">""")));
        return Html.Of(
            $"""
            <form class="filter" method="get" action="{links.List}">
            <label>Status <select name="status"><option value="">any</option>{statuses}</select></label>
            <label>Flow <input name="flow" list="flows" value="{query.Flow}" placeholder="all" autocomplete="off"></label><datalist id="flows">{names}</datalist>
            <label>Id contains <input type="search" name="id" value="{query.Id}"></label>
            <button>Filter</button>
            </form>
            """);
    }

    private static Html Table(Links links, IReadOnlyList<FlowRunInfo> runs) => runs.Count == 0
        ? Html.Of($"""<p class="quiet">No runs.</p>""")
        : Html.Of(
            $"""
            <div class="wide"><table>
            <thead><tr><th>Run</th><th>Flow</th><th>Status</th><th>Started</th><th>Last change</th><th>Duration</th><th>Failure</th></tr></thead>
            <tbody>{Html.All(runs.Select(run => Row(links, run)))}</tbody>
            </table></div>
            """);

    private static Html Row(Links links, FlowRunInfo run) => Html.Of(
        $"""
        <tr><td><a href="{links.Run(run.Id)}">{run.Id}</a></td><td>{run.Flow}</td><td>{Layout.Status(run.Status.ToString())}</td><td>{Layout.Time(run.CreatedAt)}</td><td>{Layout.Time(run.UpdatedAt)}</td><td class="number">{TimeText.Format(run.UpdatedAt - run.CreatedAt)}</td><td class="failure">{run.Failure?.ToString()}</td></tr>
        """);

    private static Html Pages(Links links, RunQuery query, bool hasMore) => Html.Of(
        $"""
        <nav>{(query.Page > 1 ? Html.Of($"""<a rel="prev" href="{links.Page(query, query.Page - 1)}">Newer</a>""") : Html.Empty)}<span class="quiet">Page {query.Page}</span>{(hasMore ? Html.Of($"""<a rel="next" href="{links.Page(query, query.Page + 1)}">Older</a>""") : Html.Empty)}</nav>
        """);
}
