using AsyncFlow;
using DocsSite.Publishing;
using static AsyncFlow.Compose;

namespace DocsSite;

/// <summary>
/// Turns a folder of Markdown into a site. The functions in Publishing, and the library that they call, know nothing of flows; this
/// is the one place that says how they fit together.
/// </summary>
[Flow]
internal sealed partial class SiteFlow(MarkdownFolder source, SiteFolder target)
{
    // The site's folder is on one disk, for which it is best to be written to by one at a time.
    private readonly FlowLock _disk = new();

    [Composition]
    internal FlowNode Steps => Series(
        source.Find,
        Each(source.ReadAsync, maxConcurrency: 16),
        Each(Page.Render),
        Parallel(
            WithLock(target.WritePagesAsync, _disk),
            Series(SearchIndex.Build, WithLock(target.WriteIndexAsync, _disk)),
            LinkCheck.Check),
        Summary.Of);
}
