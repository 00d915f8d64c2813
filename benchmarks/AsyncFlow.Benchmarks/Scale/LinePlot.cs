using System.Globalization;
using System.Text;

namespace AsyncFlow.Benchmarks.Scale;

/// <summary>Draws lines over two axes as SVG.</summary>
internal sealed class LinePlot
{
    private const int Width = 720, Height = 400, Left = 70, Right = 560, Top = 50, Bottom = 340;

    private static readonly string[] s_colors = ["#1f6feb", "#d1571a", "#2b8a3e", "#8250df"];

    private readonly StringBuilder _svg = new();
    private readonly Axis _x;
    private readonly Axis _y;

    private LinePlot(Axis x, Axis y)
    {
        _x = x;
        _y = y;
    }

    /// <summary>Draws lines with points.</summary>
    /// <param name="title">What the plot shows.</param>
    /// <param name="xLabel">The name of the horizontal axis.</param>
    /// <param name="yLabel">The name of the vertical axis.</param>
    /// <param name="all">The lines.</param>
    /// <param name="axis">Makes both axes from the values on them.</param>
    /// <returns>The picture.</returns>
    public static string Draw(string title, string xLabel, string yLabel, IReadOnlyList<Series> all, Func<IEnumerable<double>, Axis> axis)
    {
        LinePlot plot = new(
            axis(all.SelectMany(static series => series.Points).Select(static point => (double)point.X)),
            axis(all.SelectMany(static series => series.Points).Select(static point => point.Y)));
        plot.Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">");
        plot.Add($"<title>{title}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        plot.Text((Left + Right) / 2, 26, title, "middle", "font-size=\"16\"");
        plot.Text((Left + Right) / 2, Height - 14, xLabel, "middle");
        plot.Text(0, 0, yLabel, "middle", $"transform=\"translate(18 {(Top + Bottom) / 2}) rotate(-90)\"");
        plot.AddGrid();
        for (int i = 0; i < all.Count; i++)
        {
            plot.AddLine(all[i], s_colors[i % s_colors.Length]);
        }

        plot.AddNames(all);
        plot.Add($"</svg>");
        return plot._svg.ToString();
    }

    private void AddGrid()
    {
        foreach (double mark in _x.Marks)
        {
            double x = X(mark);
            Add($"<path d=\"M{x:0.0} {Top}V{Bottom}\" stroke=\"#d0d7de\"/>");
            Text(x, Bottom + 20, Axis.Text(mark), "middle");
        }

        foreach (double mark in _y.Marks)
        {
            double y = Y(mark);
            Add($"<path d=\"M{Left} {y:0.0}H{Right}\" stroke=\"#d0d7de\"/>");
            Text(Left - 8, y + 4, Axis.Text(mark), "end");
        }
    }

    private void AddLine(Series series, string color)
    {
        string points = string.Join(' ', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):0.0},{Y(point.Y):0.0}")));
        Add($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>");
        foreach ((int x, double y) in series.Points)
        {
            Add($"<circle cx=\"{X(x):0.0}\" cy=\"{Y(y):0.0}\" r=\"3\" fill=\"{color}\"><title>{y:0.0}</title></circle>");
        }
    }

    // Beside the last points, one below the other where those would overlap.
    private void AddNames(IReadOnlyList<Series> all)
    {
        double lowest = double.MinValue;
        foreach ((Series series, int index) in all.Select(static (series, index) => (series, index)).OrderBy(at => Y(at.series.Points[^1].Y)))
        {
            lowest = Math.Max(lowest + 17, Y(series.Points[^1].Y) + 4);
            Text(Right + 10, lowest, series.Name, "start", $"fill=\"{s_colors[index % s_colors.Length]}\"");
        }
    }

    private double X(double value) => Left + (_x.Share(value) * (Right - Left));

    private double Y(double value) => Bottom - (_y.Share(value) * (Bottom - Top));

    private void Text(double x, double y, string text, string anchor, string more = "") =>
        Add($"<text x=\"{x:0.0}\" y=\"{y:0.0}\" text-anchor=\"{anchor}\" {more}>{text}</text>");

    private void Add(FormattableString line) => _svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
