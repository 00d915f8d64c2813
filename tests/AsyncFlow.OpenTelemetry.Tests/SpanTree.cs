using System.Globalization;

namespace AsyncFlow.OpenTelemetry.Tests;

/// <summary>Exported spans as a backend shows them: a line for each, below its parent, with its links and attributes.</summary>
internal sealed class SpanTree
{
    private readonly List<ReceivedSpan> _spans;
    private readonly Dictionary<string, ReceivedSpan> _byId;
    private readonly List<string> _lines = [];

    private SpanTree(List<ReceivedSpan> spans)
    {
        _spans = spans;
        _byId = spans.ToDictionary(static span => span.SpanId);
    }

    /// <summary>The lines. Siblings are in the order of their names and elements. Times, ids and numbers of runs are checked and left out.</summary>
    public static string Of(List<ReceivedSpan> spans)
    {
        SpanTree tree = new(spans);
        tree.Add("", depth: 0);
        Assert.Equal(spans.Count, tree._lines.Count);
        return string.Join('\n', tree._lines);
    }

    private void Add(string parent, int depth)
    {
        foreach (ReceivedSpan span in _spans.Where(span => span.ParentId == parent).OrderBy(static span => span.Name, StringComparer.Ordinal).ThenBy(ElementOf))
        {
            if (_byId.TryGetValue(parent, out ReceivedSpan? outer))
            {
                Assert.Equal(outer.TraceId, span.TraceId);
                Assert.True(outer.Start <= span.Start && span.End <= outer.End, $"{span.Name} is not within {outer.Name}.");
            }

            _lines.Add(new string(' ', 2 * depth) + Describe(span));
            Add(span.SpanId, depth + 1);
        }
    }

    private string Describe(ReceivedSpan span)
    {
        List<string> parts = [span.Name];
        parts.AddRange(span.Links.Select(link => $"<- {_byId[link].Name}").Order(StringComparer.Ordinal));
        Assert.All(span.Links, link => Assert.True(_byId[link].End <= span.Start, $"{span.Name} began before {_byId[link].Name} had ended."));
        parts.AddRange(span.Attributes
            .Where(static attribute => attribute.Key is not ("workflow.execution.id" or "asyncflow.step.lock_wait" or "asyncflow.step.slot_wait"))
            .OrderBy(static attribute => attribute.Key, StringComparer.Ordinal)
            .Select(static attribute => string.Create(CultureInfo.InvariantCulture, $"{attribute.Key.Split('.')[^1]}={attribute.Value}")));
        parts.AddRange(span.Events.Select((name, index) => $"({string.Join(' ', [name, .. span.EventAttributes[index].Values.Where(static value => value is long)])})"));
        return string.Join(' ', parts);
    }

    private static long ElementOf(ReceivedSpan span) => span.Attributes.TryGetValue("asyncflow.element", out object? element) ? (long)element : -1;
}
