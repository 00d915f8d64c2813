using System.Globalization;

namespace AsyncFlow.Benchmarks.Scale;

/// <summary>What a step costs, and what a run weighs, as their number grows: tables, plots, and on the console Markdown.</summary>
internal static class ScaleReport
{
    public static async Task<int> WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await MemoryScale.WriteAsync(Console.Out).ConfigureAwait(false); // first, while the pools are empty
        Console.WriteLine();
        List<Series> steps = await StepScale.MeasureAsync().ConfigureAwait(false);
        List<Series> runs = await RunScale.MeasureAsync().ConfigureAwait(false);
        Write(folder, "scale-steps", "Cost of a step by the number of steps", "steps in the flow", steps);
        Write(folder, "scale-runs", "Cost of a step by the number of runs at the same time", "runs at the same time", runs);
        return 0;
    }

    private static void Write(string folder, string file, string title, string xLabel, List<Series> all)
    {
        string csv = string.Concat(all.SelectMany(static series => series.Points.Select(point =>
            string.Create(CultureInfo.InvariantCulture, $"{series.Name},{point.X},{point.Y:0.0}\n"))));
        File.WriteAllText(Path.Join(folder, file + ".csv"), $"series,{xLabel},ns per step\n{csv}");
        File.WriteAllText(Path.Join(folder, file + ".svg"), LinePlot.Draw(title, xLabel, "ns per step", all, Axis.Logarithmic));

        int[] columns = [.. all.SelectMany(static series => series.Points).Select(static point => point.X).Distinct().Order()];
        Console.WriteLine($"| ns per step, {xLabel}: | {string.Join(" | ", columns.Select(static x => x.ToString("N0", CultureInfo.InvariantCulture)))} |");
        Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", columns.Length))}");
        foreach (Series series in all)
        {
            Dictionary<int, double> values = series.Points.ToDictionary(static point => point.X, static point => point.Y);
            Console.WriteLine($"| {series.Name} | {string.Join(" | ", columns.Select(x => values.TryGetValue(x, out double y) ? y.ToString("0.0", CultureInfo.InvariantCulture) : ""))} |");
        }

        Console.WriteLine();
    }
}
