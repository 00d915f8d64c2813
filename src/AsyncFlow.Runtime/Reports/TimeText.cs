using System.Globalization;

namespace AsyncFlow.Reports;

/// <summary>Writes times for people, independent of culture: <c>20.0 ms</c>, <c>1.22 s</c>, <c>2 min 3.5 s</c>, <c>1 d 4 h</c>.</summary>
internal static class TimeText
{
    public static string Format(TimeSpan time)
    {
        // What would be rounded up to a whole second, or a whole minute, is one.
        if (time.TotalMilliseconds < 999.95)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F1} ms");
        }

        if (time.TotalSeconds < 59.995)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");
        }

        long tenths = (time.Ticks / (TimeSpan.TicksPerSecond / 20) + 1) / 2;
        (long minutes, tenths) = Math.DivRem(tenths, 600);
        (long hours, minutes) = Math.DivRem(minutes, 60);
        (long days, hours) = Math.DivRem(hours, 24);
        List<string> parts = [];
        Add(days, "d");
        Add(hours, "h");
        Add(minutes, "min");
        if (tenths > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{tenths / 10m:0.#} s"));
        }

        return string.Join(' ', parts);

        void Add(long count, string unit)
        {
            if (count > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {unit}"));
            }
        }
    }
}
