using System.Globalization;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The factor for the duration of long tests: the number in the environment variable ASYNCFLOW_STRESS.</summary>
internal static class Stress
{
    public static int Factor { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("ASYNCFLOW_STRESS"), CultureInfo.InvariantCulture, out int factor) && factor > 0 ? factor * 10 : 1;
}
