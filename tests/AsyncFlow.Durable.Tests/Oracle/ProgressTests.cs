using System.Text.RegularExpressions;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>Durable runs end as the runs of one process do, whose reference is the oracle.</summary>
public sealed partial class ProgressTests
{
    private const int Plans = 20_000;

    [Fact]
    public void Random_plans_end_as_the_oracle_says()
    {
        for (int seed = 0; seed < Plans; seed++)
        {
            Random random = new(seed);
            OraclePlan plan = OraclePlan.Random(random, hasStreams: false);
            long? cancelAt = random.Next(3) == 0 ? random.NextInt64(3_000_000_000) : null;
            string expected = Shorten(Oracle.Run(plan, cancelAt), plan);
            string actual = VirtualRun.Run(plan, random, cancelAt);
            Assert.True(expected == actual, $"seed {seed}\nexpected {expected}\nactual   {actual}");
        }
    }

    // Durable runs keep the first failure, and tell neither times nor attempts, nor what is within a step.
    private static string Shorten(Oracle run, OraclePlan plan)
    {
        Match match = Report().Match(Outer(OracleReport.Describe(run, plan)));
        string cause = run.Status == FlowStatus.Failed ? run.Failures[0].Name : "";
        return $"{match.Groups["status"].Value} [{cause}] {Step().Replace(match.Groups["steps"].Value, "$1:$2")}";
    }

    private static string Outer(string report)
    {
        string outer = report;
        do
        {
            (report, outer) = (outer, Within().Replace(outer, ""));
        }
        while (outer != report);
        return outer;
    }

    [GeneratedRegex(@"\([^()]*\)")]
    private static partial Regex Within();

    [GeneratedRegex(@"^(?<status>\w+) \d+ \[.*?\] (?<steps>[^\[\]]*)$")]
    private static partial Regex Report();

    [GeneratedRegex(@"([\w.]+):(\w+):\d+:\d+:\d+h?")]
    private static partial Regex Step();
}
