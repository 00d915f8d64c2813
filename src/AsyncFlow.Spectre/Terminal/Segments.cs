using Spectre.Console.Rendering;

namespace AsyncFlow.Spectre.Terminal;

/// <summary>Text that is written as it is, without being wrapped.</summary>
/// <param name="segments">Its parts.</param>
internal sealed class Segments(IReadOnlyList<Segment> segments) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => new(Segment.CellCount(segments), Segment.CellCount(segments));

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => segments;
}
