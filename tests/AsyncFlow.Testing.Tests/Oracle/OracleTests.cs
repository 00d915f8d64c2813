using System.Globalization;
using System.Text.RegularExpressions;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>
/// The reports of random flows, in virtual time, are those that the <see cref="Oracle"/> foretells: outcomes, conditions, policies, lists, flows in flows,
/// owned results, both failure modes, and cancellation at any time. ASYNCFLOW_STRESS=n tries 10 n times as many flows; ASYNCFLOW_SEED=n only that one.
/// </summary>
public partial class OracleTests
{
    private const int Seeds = 1_000;

    [Fact]
    public async Task Reports_are_those_of_the_oracle()
    {
        if (Number("ASYNCFLOW_SEED") is > 0 and int only)
        {
            await CheckAsync(only);
            return;
        }

        int first = Number("ASYNCFLOW_FIRST_SEED");
        for (int seed = first + 1; seed <= first + (Seeds * Math.Max(1, 10 * Number("ASYNCFLOW_STRESS"))); seed++)
        {
            await CheckAsync(seed);
        }
    }

    /// <summary>
    /// Locks and limits change when a step runs. If every step runs to its end, which is so with <see cref="FailureMode.Continue"/>, they do not change what becomes
    /// of it; and they hold in any case.
    /// </summary>
    [Fact]
    public async Task Locks_and_limits_change_only_times()
    {
        for (int seed = 1; seed <= Seeds / 2; seed++)
        {
            Random random = new(seed);
            OraclePlan plan = OraclePlan.Random(random);
            foreach (FailureMode mode in (FailureMode[])[FailureMode.Continue, FailureMode.Cancel])
            {
                OraclePlan tried = plan.In(mode);
                Constraints constraints = new(random);
                PlanBuilder builder = new(constraints);
                long? cancelAt = mode == FailureMode.Continue ? null : random.NextInt64(1, 2_000_000_000);

                string found = Untimed(Describe(await RunAsync(builder.Build(tried), cancelAt, seed).Within()));

                builder.CheckDisposal();
                Assert.True(builder.Violations.Count == 0 && constraints.Violations == 0, $"Seed {seed}, {mode}: {string.Join(", ", builder.Violations)}; {constraints.Violations} times two steps had one lock");
                Assert.True(constraints.Limit == 0 || constraints.Most <= constraints.Limit, $"Seed {seed}, {mode}: {constraints.Most} steps at once, the limit is {constraints.Limit}");
                Assert.Equal(0, constraints.Locks.Count);
                if (mode == FailureMode.Continue)
                {
                    string expected = Untimed(Oracle.Run(tried, cancelAt));
                    Assert.True(expected == found, $"Seed {seed}: {string.Join('\n', tried.Steps.Select(static step => step.ToString()))}\nexpected {expected}\nfound    {found}");
                }
            }
        }
    }

    // Without times, and with failures by name: the order in which they happen depends on them.
    private static string Untimed(string report) => TimesPattern().Replace(
        FailuresPattern().Replace(report, static match => $"{match.Groups[1].Value} [{string.Join(' ', match.Groups[2].Value.Split(' ').Order(StringComparer.Ordinal))}]"), ":");

    [GeneratedRegex(@"(\w+) \d+ \[((?:[^\[\]]|\[\d+\])*)\]")]
    private static partial Regex FailuresPattern();

    [GeneratedRegex(@":\d+:\d+:")]
    private static partial Regex TimesPattern();

    private static async Task CheckAsync(int seed)
    {
        Random random = new(seed);
        OraclePlan plan = OraclePlan.Random(random);
        PlanBuilder builder = new();
        IFlow flow = builder.Build(plan);

        // The second run may be a pooled one.
        for (int run = 0; run < 3; run++)
        {
            long? cancelAt = run == 0 ? null : random.NextInt64(1, 2_000_000_000);
            string expected = Oracle.Run(plan, cancelAt);
            string found = Describe(await RunAsync(flow, cancelAt, seed + run).Within());
            builder.CheckDisposal();
            Assert.True(expected == found && builder.Violations.Count == 0, $"""
                Seed {seed}, run {run}, cancelled at {cancelAt}: {string.Join(", ", builder.Violations)}
                {string.Join('\n', plan.Steps.Select(static step => step.ToString()))}
                expected {expected}
                found    {found}
                """);
        }
    }

    private static async Task<FlowReport> RunAsync(IFlow flow, long? cancelAt, int seed)
    {
        SimulationHost simulation = new(seed);
        return await simulation.RunAsync(async () =>
        {
            using CancellationTokenSource source = cancelAt is { } time
                ? new CancellationTokenSource(TimeSpan.FromMilliseconds(time), simulation.TimeProvider)
                : new CancellationTokenSource();
            return await flow.RunAsync(new FlowOptions { Host = simulation }, source.Token);
        });
    }

    private static string Describe(FlowReport report) => $"{report.Status} {Milliseconds(report.Duration)} [{string.Join(' ', report.Failures.Select(static failure => failure.Message))}] {string.Join(' ', report.Steps.Select(Describe))}";

    private static string Describe(StepReport step) =>
        $"{step.Name}:{step.Status}:{Milliseconds(step.Start)}:{Milliseconds(step.Duration)}:{step.Attempts}{(step.IsHandled ? "h" : "")}{(step.NestedReport is { } within ? $"({Describe(within)})" : "")}";

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private static int Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : 0;
}
