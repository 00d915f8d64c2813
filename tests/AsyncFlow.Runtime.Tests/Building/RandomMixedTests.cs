namespace AsyncFlow.Runtime.Tests;

/// <summary>Random built flows of functions, lists, conditions and inner flows, compared with a sequential computation.</summary>
public class RandomMixedTests
{
    private const int Seeds = 600;

    public static TheoryData<HostKind> Hosts => [.. Enum.GetValues<HostKind>()];

    [Fact]
    public async Task Every_step_gives_the_expected_result()
    {
        for (int seed = 1; seed <= Seeds * Stress.Factor; seed++)
        {
            await Run(seed, size: 1 + (seed % 60), null);
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Every_step_gives_the_expected_result_on_every_host(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        for (int seed = 1; seed <= 40; seed++)
        {
            await host.Call(() => Run(seed, size: 1 + seed, host.Host)).Within();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Every_one_of_ten_thousand_steps_gives_the_expected_result(int seed) => Run(seed, 10_000, null);

    private static async Task Run(int seed, int size, FlowHost? host)
    {
        object[] locks = [new FlowLock(), new SemaphoreSlim(2), new FlowSemaphore(3)];
        MixedFlow mixed = new(new Random(seed), size, locks);
        FlowOptions options = new() { Host = host };

        // Several times, so that pooled runs are reused, and concurrently.
        long[] outputs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => mixed.Flow.ExecuteAsync(options).AsTask())).Within();
        FlowReport<long> report = await mixed.Flow.RunAsync(options).Within();

        Assert.All(outputs.Append(report.Output), output => Assert.True(output == mixed.Output, $"Seed {seed}: {output} instead of {mixed.Output}"));
        Assert.Equal(4 * mixed.ExpectedCalls, mixed.Calls);
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.All(locks, static held => Assert.True(held.IsFree(held is SemaphoreSlim ? 2 : held is FlowSemaphore ? 3 : 1)));
    }
}
