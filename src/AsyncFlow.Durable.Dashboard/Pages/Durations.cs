namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>Durations between stored moments, which clocks of several machines have given.</summary>
internal static class Durations
{
    /// <summary>The time from one moment to another; zero if the other one is earlier.</summary>
    public static TimeSpan Between(DateTimeOffset from, DateTimeOffset to) => to > from ? to - from : TimeSpan.Zero;
}
