using System.Globalization;

namespace AsyncFlow.Benchmarks.Scale;

/// <summary>An axis of a plot.</summary>
internal abstract class Axis
{
    /// <summary>The values that have a mark, in ascending order. The first and the last are the ends of the axis.</summary>
    public abstract IReadOnlyList<double> Marks { get; }

    /// <summary>Where a value lies: 0 for the first mark, 1 for the last.</summary>
    public double Share(double value) => (Scale(value) - Scale(Marks[0])) / (Scale(Marks[^1]) - Scale(Marks[0]));

    /// <summary>The text of a mark.</summary>
    public static string Text(double mark) => mark.ToString(mark < 1 ? "0.###" : "N0", CultureInfo.InvariantCulture);

    /// <summary>A mark at each power of ten around the values, at least one decade. Values of zero and below have no place on it.</summary>
    public static Axis Logarithmic(IEnumerable<double> values) => new LogarithmicAxis([.. values.Where(static value => value > 0)]);

    /// <summary>From zero to the greatest value, with five to ten marks.</summary>
    public static Axis Linear(IEnumerable<double> values) => new LinearAxis(values.Max());

    /// <summary>Proportional to the distance on the plot.</summary>
    protected abstract double Scale(double value);

    private sealed class LogarithmicAxis(double[] values) : Axis
    {
        public override IReadOnlyList<double> Marks { get; } = Decades((int)Math.Floor(Math.Log10(values.Min())), (int)Math.Ceiling(Math.Log10(values.Max())));

        protected override double Scale(double value) => Math.Log10(value);

        private static double[] Decades(int first, int last) => [.. Enumerable.Range(first, Math.Max(1, last - first) + 1).Select(static power => Math.Pow(10, power))];
    }

    private sealed class LinearAxis(double greatest) : Axis
    {
        public override IReadOnlyList<double> Marks { get; } = Steps(greatest);

        protected override double Scale(double value) => value;

        // Steps of 1, 2 or 5 times a power of ten.
        private static double[] Steps(double greatest)
        {
            double power = Math.Pow(10, Math.Floor(Math.Log10(greatest / 5)));
            double step = power * (greatest / 5 / power) switch { < 2 => 1, < 5 => 2, _ => 5 };
            return [.. Enumerable.Range(0, (int)Math.Ceiling(greatest / step) + 1).Select(i => i * step)];
        }
    }
}
