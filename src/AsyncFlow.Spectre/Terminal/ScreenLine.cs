using Spectre.Console.Rendering;

namespace AsyncFlow.Spectre.Terminal;

/// <summary>One line of the live area.</summary>
/// <param name="Parts">Its parts, none of which contains a line break or a control code.</param>
internal sealed record ScreenLine(IReadOnlyList<Segment> Parts)
{
    /// <summary>The line, cut off at a width.</summary>
    public List<Segment> Fit(int width)
    {
        List<Segment> fitting = [];
        foreach (Segment part in Parts)
        {
            int cells = part.CellCount();
            if (cells > width)
            {
                if (width > 0 && Segment.Truncate(part, width) is { } cut)
                {
                    fitting.Add(cut);
                }

                break;
            }

            fitting.Add(part);
            width -= cells;
        }

        return fitting;
    }
}
