using System.Globalization;
using AsyncFlow.Benchmarks.Scale;

namespace Soak;

/// <summary>How something that the process takes has grown from the first quarter of the samples to the last.</summary>
internal sealed class Growth
{
    private const double Mebibyte = 1 << 20;

    private readonly string _name;
    private readonly IReadOnlyList<(int Second, double Value)> _values;
    private readonly double _first;
    private readonly double _last;
    private readonly double _bound;

    // What may be added is for what the runtime itself makes late: compiled code, threads of the pool.
    private Growth(IReadOnlyList<Sample> samples, string name, Func<Sample, double> value, double mayAdd)
    {
        int quarter = samples.Count / 4;
        _name = name;
        _values = [.. samples.Select(sample => ((int)sample.Elapsed.TotalSeconds, value(sample)))];
        _first = _values.Take(quarter).Average(static sample => sample.Value);
        _last = _values.TakeLast(quarter).Average(static sample => sample.Value);
        _bound = (_first * 1.05) + mayAdd;
    }

    public bool IsWithinBound => _last <= _bound;

    /// <summary>Everything that is sampled. A bound is 5 % more than the first quarter, and a constant.</summary>
    public static IEnumerable<Growth> Of(IReadOnlyList<Sample> samples) =>
    [
        new(samples, "heap, MiB", static sample => sample.Heap / Mebibyte, 0.25),
        new(samples, "working set, MiB", static sample => sample.WorkingSet / Mebibyte, 16),
        new(samples, "threads", static sample => sample.Threads, 2),
        new(samples, "handles", static sample => sample.Handles, 2),
    ];

    /// <summary>A line in percent of the mean of the first quarter.</summary>
    public Series ToSeries() => new($"{_name}: {Number(_first)}", [.. _values.Select(sample => (sample.Second, 100 * sample.Value / _first))]);

    /// <summary>A row of a table in Markdown.</summary>
    public override string ToString() => $"| {_name} | {Number(_first)} | {Number(_last)} | {Number(_bound)} | {(IsWithinBound ? "within" : "**exceeded**")} |";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
