using System.Globalization;
using AsyncFlow.Runtime.Tests;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>
/// The reports of random flows are those that the <see cref="Oracle"/> foretells. ASYNCFLOW_PLANS=n tries n flows, ASYNCFLOW_FIRST_SEED=s begins with seed s.
/// </summary>
public sealed class OracleTests
{
    private static readonly int s_first = Number("ASYNCFLOW_FIRST_SEED") is > 0 and int first ? first : 1;
    private static readonly int s_plans = Number("ASYNCFLOW_PLANS");

    private static IEnumerable<int> Seeds(int usual) => Enumerable.Range(s_first, s_plans > 0 ? s_plans : usual);

    /// <summary>
    /// In virtual time, with all times: outcomes, conditions, policies, lists, inputs, flows in flows, owned results, both failure modes, and cancellation at any time.
    /// </summary>
    [Fact]
    public async Task Reports_are_those_of_the_oracle()
    {
        foreach (int seed in Seeds(1_000))
        {
            Random random = new(seed);
            OraclePlan plan = OraclePlan.Random(random, hasStreams: false);
            PlanBuilder builder = new();
            IFlow flow = builder.Build(plan);

            // The second run may be a pooled one.
            for (int run = 0; run < 2; run++)
            {
                long? cancelAt = run == 0 && seed % 2 == 0 ? null : random.NextInt64(1, 2_000_000_000);
                Oracle expected = Oracle.Run(plan, cancelAt);
                FlowReport report = await SimulateAsync(flow, cancelAt, seed + run).Within();
                builder.CheckDisposal();
                Check(seed, plan, builder, OracleReport.Describe(expected, plan), OracleReport.Describe(report, expected));
            }
        }
    }

    /// <summary>
    /// Locks, limits and streams change when a step runs. If every step runs to its end, which is so with <see cref="FailureMode.Continue"/>, they do not change what
    /// becomes of it; and they hold in any case.
    /// </summary>
    [Fact]
    public async Task Locks_limits_and_streams_change_only_times()
    {
        foreach (int seed in Seeds(500))
        {
            await CheckAsync(seed, host: null);
        }
    }

    /// <summary>On each kind of host, in real time. A flow with an input on the thread pool takes the compiled schedule as far as its steps complete at once.</summary>
    [Theory]
    [InlineData(HostKind.ThreadPool)]
    [InlineData(HostKind.EventLoop)]
    [InlineData(HostKind.InsideRun)]
    [InlineData(HostKind.ExclusiveScheduler)]
    [InlineData(HostKind.LimitedScheduler)]
    [InlineData(HostKind.MessageLoop)]
    [InlineData(HostKind.Custom)]
    public async Task Every_host_gives_the_outcomes_of_the_oracle(HostKind kind)
    {
        using OracleHost host = OracleHost.Start(kind);
        foreach (int seed in Seeds(200).Where(seed => s_plans == 0 || seed % 7 == (int)kind))
        {
            await CheckAsync(seed, host);
        }
    }

    // Null for the simulation.
    private static async Task CheckAsync(int seed, OracleHost? host)
    {
        Random random = new(seed);
        OraclePlan plan = OraclePlan.Random(random, hasStreams: true);
        Oracle expected = Oracle.Run(plan.In(FailureMode.Continue), null);
        foreach (FailureMode mode in (FailureMode[])[FailureMode.Continue, FailureMode.Cancel])
        {
            OraclePlan tried = plan.In(mode);
            Constraints constraints = new(random);
            using CancellationTokenSource source = new();
            int left = mode == FailureMode.Continue || random.Next(2) == 0 ? int.MaxValue : random.Next(1, 12);
            long? cancelAt = left == int.MaxValue ? null : random.NextInt64(1, 2_000_000_000);
            PlanBuilder builder = new(constraints, isTimed: host is null)
            {
                Working = () =>
                {
                    if (host is not null && Interlocked.Decrement(ref left) == 0)
                    {
                        source.Cancel();
                    }
                },
            };
            IFlow flow = builder.Build(tried);

            FlowReport report = await (host is null ? SimulateAsync(flow, cancelAt, seed) : host.RunAsync(flow, source.Token)).Within();

            builder.CheckDisposal();
            Assert.True(constraints.Violations == 0, $"Seed {seed}, {mode}: {constraints.Violations} times two steps had one lock");
            Assert.True(constraints.Limit == 0 || constraints.Most <= constraints.Limit, $"Seed {seed}, {mode}: {constraints.Most} steps at once, the limit is {constraints.Limit}");
            Assert.Equal(0, constraints.Locks.Count);
            if (mode == FailureMode.Continue)
            {
                Check(seed, tried, builder, OracleReport.Untimed(OracleReport.Describe(expected, tried)), OracleReport.Untimed(OracleReport.Describe(report, expected)));
            }
            else
            {
                string differences = string.Join(", ", OracleReport.Differences(report, tried, expected));
                Check(seed, tried, builder, "", differences.Length == 0 ? "" : $"{differences} in {OracleReport.Describe(report, expected)}");
            }
        }
    }

    private static async Task<FlowReport> SimulateAsync(IFlow flow, long? cancelAt, int seed)
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

    private static void Check(int seed, OraclePlan plan, PlanBuilder builder, string expected, string found) => Assert.True(expected == found && builder.Violations.IsEmpty, $"""
        Seed {seed}, {plan.Mode}: {string.Join(", ", builder.Violations)}
        {string.Join('\n', plan.Steps.Select(static step => step.ToString()))}
        expected {expected}
        found    {found}
        """);

    private static int Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : 0;
}
