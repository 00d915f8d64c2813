using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>Which runs are listed.</summary>
/// <param name="Status">Their status; null for any.</param>
/// <param name="Flow">The name of their flow; null for all flows.</param>
/// <param name="Id">A part of their id; null for any.</param>
/// <param name="Page">The page, from 1.</param>
internal sealed record RunQuery(FlowRunStatus? Status, string? Flow, string? Id, int Page)
{
    /// <summary>How many runs a page has.</summary>
    public const int PageSize = 50;

    /// <summary>How many of the newest runs are looked at.</summary>
    public const int MaxCount = 10_000;

    public static RunQuery Of(IQueryCollection query) => new(
        Enum.TryParse(query["status"], ignoreCase: true, out FlowRunStatus status) && status != FlowRunStatus.None && Enum.IsDefined(status) ? status : null,
        Text(query["flow"]),
        Text(query["id"]),
        int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int page) ? Math.Clamp(page, 1, MaxCount / PageSize) : 1);

    /// <summary>The runs of the page.</summary>
    /// <returns>The runs, and whether there are more.</returns>
    public async Task<(IReadOnlyList<FlowRunInfo> Runs, bool HasMore)> ListAsync(IFlowClient client, CancellationToken cancellationToken)
    {
        int skipped = (Page - 1) * PageSize;
        int count = Id is null ? skipped + PageSize + 1 : MaxCount;
        IReadOnlyList<FlowRunInfo> runs = await client.ListAsync(new FlowFilter { Flow = Flow, Status = Status, MaxCount = count }, cancellationToken).ConfigureAwait(false);
        FlowRunInfo[] found = [.. runs.Where(run => Id is null || run.Id.Contains(Id, StringComparison.OrdinalIgnoreCase)).Skip(skipped).Take(PageSize + 1)];
        return (found[..Math.Min(found.Length, PageSize)], found.Length > PageSize);
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
