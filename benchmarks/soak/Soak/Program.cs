using System.Globalization;
using AsyncFlow.Benchmarks.Scale;
using Soak;

// What benchmarks/soak/run.sh starts: Soak FOLDER MINUTES.
if (args is not [string folder, string text] || !double.TryParse(text, CultureInfo.InvariantCulture, out double minutes) || minutes <= 0)
{
    Console.Error.WriteLine("Start benchmarks/soak/run.sh. MINUTES is a number above 0.");
    return 2;
}

const int Samples = 120;
TimeSpan period = TimeSpan.FromMinutes(minutes) / Samples;
using Load load = new();

// What grows once has grown then: pools of runs, threads, compiled code.
await load.RunAsync(TimeSpan.FromSeconds(Math.Max(15, 4 * period.TotalSeconds)));
List<Sample> samples = [];
for (int i = 0; i < Samples; i++)
{
    await load.RunAsync(period);
    samples.Add(Sample.Take(load.Elapsed, load.Runs));
}

Directory.CreateDirectory(folder);
File.WriteAllText(Path.Join(folder, "soak.csv"), string.Concat(samples.Select(static sample => sample.ToCsv()).Prepend(Sample.CsvHeader)));
Growth[] all = [.. Growth.Of(samples)];
File.WriteAllText(
    Path.Join(folder, "soak.svg"),
    LinePlot.Draw($"{load.Runs.ToString("N0", CultureInfo.InvariantCulture)} runs of mixed flows", "seconds", "percent of the first quarter", [.. all.Select(static growth => growth.ToSeries())], Axis.Linear));

Console.WriteLine($"{load.Runs.ToString("N0", CultureInfo.InvariantCulture)} runs in {load.Elapsed.TotalMinutes.ToString("0.0", CultureInfo.InvariantCulture)} minutes.\n");
Console.WriteLine("| mean of | first quarter | last quarter | bound | |\n| --- | ---: | ---: | ---: | --- |");
foreach (Growth growth in all)
{
    Console.WriteLine(growth);
}

return all.All(static growth => growth.IsWithinBound) ? 0 : 1;
