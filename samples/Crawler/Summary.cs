using System.Globalization;
using System.Text;
using AsyncFlow;

namespace Crawler;

/// <summary>What a crawl has found.</summary>
/// <param name="Rows">The pages.</param>
/// <param name="Failed">Why each page that could not be fetched was given up.</param>
internal sealed record Summary(IReadOnlyList<Row> Rows, IReadOnlyList<string> Failed)
{
    /// <summary>Sums up what became of each page.</summary>
    public static Summary Of(IReadOnlyList<StepOutcome<Row>> rows) => new(
        [.. rows.Select(static row => row.Value).OfType<Row>()],
        [.. rows.Where(static row => !row.IsSuccess).Select(static row => row.Exception?.Message ?? $"{row.Status}")]);

    /// <summary>A table, a line for each host.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine("host                    pages  links  characters");
        foreach (IGrouping<string, Row> host in Rows.GroupBy(static row => row.Address.Authority).OrderBy(static host => host.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{host.Key,-22}{host.Count(),7}{host.Sum(static row => row.Links),7}{host.Sum(static row => row.Length),12}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{Failed.Count} pages could not be fetched:");
        foreach (IGrouping<string, string> reason in Failed.GroupBy(static reason => reason).OrderBy(static reason => reason.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{reason.Count(),7} × {reason.Key}");
        }

        return text.ToString();
    }
}
