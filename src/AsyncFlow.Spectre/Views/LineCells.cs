using AsyncFlow.Spectre.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AsyncFlow.Spectre.Views;

/// <summary>A line in columns.</summary>
internal sealed class LineCells
{
    private const int BarWidth = 20;

    // A longer name is cut off.
    private const int LongestName = 40;

    public required Segment Symbol { get; init; }

    public required string Name { get; init; }

    /// <summary>The style of the name.</summary>
    public Style Style { get; init; } = Style.Plain;

    /// <summary>How far the bar reaches, from 0 to 1; null for no bar.</summary>
    public double? Share { get; set; }

    public string Count { get; set; } = "";

    public string Time { get; set; } = "";

    public string Note { get; init; } = "";

    public Style NoteStyle { get; init; } = Style.Plain;

    /// <summary>Makes lines with cells below each other. What is said of a step follows its time where it has no bar: so there is more room for it.</summary>
    public static IReadOnlyList<ScreenLine> Align(IReadOnlyList<LineCells> rows, StepSymbols symbols)
    {
        int name = Math.Min(LongestName, rows.Max(static row => Width(row.Name))), time = rows.Max(static row => Width(row.Time));
        return [.. rows.Select(row => new ScreenLine([.. row.Parts(name, time, symbols)]))];
    }

    private IEnumerable<Segment> Parts(int name, int time, StepSymbols symbols)
    {
        yield return Symbol;
        yield return new Segment(" ");
        foreach (Segment part in new ScreenLine([new Segment(Name, Style), Segment.Padding(name)]).Fit(name))
        {
            yield return part;
        }

        yield return new Segment("  " + new string(' ', time - Width(Time)) + Time, StepSymbols.Quiet);
        if (Share is { } share)
        {
            int done = (int)Math.Round(BarWidth * Math.Clamp(share, 0, 1));
            yield return new Segment("  ");
            yield return new Segment(new string(symbols.Bar, done), StepSymbols.Done);
            yield return new Segment(new string(symbols.Rest, BarWidth - done), StepSymbols.Quiet);
        }

        if (Count.Length > 0)
        {
            yield return new Segment($"  {Count}", StepSymbols.Quiet);
        }

        if (Note.Length > 0)
        {
            yield return new Segment("  ");
            yield return new Segment(Note, NoteStyle);
        }
    }

    private static int Width(string text) => new Segment(text).CellCount();
}
