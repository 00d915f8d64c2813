using System.Globalization;

namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// Random flows, each with several concurrent runs. A failing seed is printed. ASYNCFLOW_SEED=n runs only that seed, many
/// times, because the seed does not determine the timing of threads. ASYNCFLOW_STRESS=n runs n times as many seeds.
/// </summary>
public class RandomGraphTests
{
    private const int Seeds = 6_000;
    private const int SeedsOnOtherHosts = 1_500;

    public static TheoryData<HostKind> OtherHosts => [.. Enum.GetValues<HostKind>().Where(static kind => kind != HostKind.ThreadPool)];

    // Seeds of earlier failures.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Seeds_that_failed_before_pass(int seed) => RunSeed(HostKind.ThreadPool, seed);

    [Fact]
    public Task The_engines_guarantees_hold_on_random_flows() => RunSeeds(HostKind.ThreadPool, Seeds);

    [LongTheory]
    [MemberData(nameof(OtherHosts))]
    public Task The_engines_guarantees_hold_on_every_host(HostKind kind) => RunSeeds(kind, SeedsOnOtherHosts);

    internal static async Task RunSeeds(HostKind kind, int seeds, bool built = false)
    {
        using TestHost host = TestHost.Start(kind);
        if (int.TryParse(Environment.GetEnvironmentVariable("ASYNCFLOW_SEED"), CultureInfo.InvariantCulture, out int only))
        {
            for (int i = 0; i < 2_000; i++)
            {
                await RunSeed(host, kind, only, null, built);
            }

            return;
        }

        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int seed = Interlocked.Increment(ref next); seed <= seeds * Stress.Factor; seed = Interlocked.Increment(ref next))
            {
                await RunSeed(host, kind, seed, null, built);
            }
        })));
        Assert.Equal(0, host.Overlaps);
    }

    internal static async Task RunSeed(HostKind kind, int seed, int? size = null, bool built = false)
    {
        using TestHost host = TestHost.Start(kind);
        await RunSeed(host, kind, seed, size, built);
    }

    private static async Task RunSeed(TestHost host, HostKind kind, int seed, int? size, bool built)
    {
        Random random = new(seed);
        Driver driver = new(new Random(seed + 1));
        CountedLock[] locks = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new CountedLock(random))];
        bool surelyCanceled = random.Next(8) == 0;
        RandomFlow[] flows = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => new RandomFlow(random, driver, locks, surelyCanceled, size, built))];
        RandomRun[] runs = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new RandomRun(random, host, driver, flows[random.Next(flows.Length)], surelyCanceled))];

        try
        {
            Task driving = Task.Run(driver.Drive);
            await Task.WhenAll(runs.Select(static run => run.Start())).Within();
            driver.Stop();
            await driving.Within();
            Assert.All(locks, static gate => Assert.True(gate.IsFree, $"{gate} is left held."));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed} fails on {kind}; ASYNCFLOW_SEED={seed} replays it.\n{string.Join('\n', runs.Select(static run => run.Describe()))}", exception);
        }
        finally
        {
            Array.ForEach(runs, static run => run.Dispose());
        }
    }
}
