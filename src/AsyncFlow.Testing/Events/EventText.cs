using System.Globalization;
using System.Text;

namespace AsyncFlow.Testing;

/// <summary>Writes events for people: one a line, numbered. Line ends are always <c>\n</c>.</summary>
internal static class EventText
{
    public static string Format(IReadOnlyList<FlowEvent> events)
    {
        StringBuilder text = new();
        for (int i = 0; i < events.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1,5}  {events[i]}\n");
        }

        return events.Count == 0 ? "       nothing\n" : text.ToString();
    }
}
