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
            OraclePlan plan = OraclePlan.Random(random);
            plan = plan with { Steps = [.. plan.Steps.Select(static step => step with { Inner = null, Elements = null, List = -1 })] };
            long? cancelAt = random.Next(3) == 0 ? random.NextInt64(3_000_000_000) : null;
            string expected = Shorten(Oracle.Run(plan, cancelAt));
            string actual = new VirtualRun(plan, PlanBuilder.Build(plan), random).Run(cancelAt);
            Assert.True(expected == actual, $"seed {seed}\nexpected {expected}\nactual   {actual}");
        }
    }

    // Durable runs keep the first failure, and tell neither times nor attempts.
    private static string Shorten(string report)
    {
        Match match = Report().Match(report);
        string cause = match.Groups["status"].Value == "Failed" ? match.Groups["failures"].Value.Split(' ')[0] : "";
        return $"{match.Groups["status"].Value} [{cause}] {Step().Replace(match.Groups["steps"].Value, "$1:$2")}";
    }

    [GeneratedRegex(@"^(?<status>\w+) \d+ \[(?<failures>[^\]]*)\] (?<steps>.*)$")]
    private static partial Regex Report();

    [GeneratedRegex(@"([\w.]+):(\w+):\d+:\d+:\d+h?")]
    private static partial Regex Step();
}
