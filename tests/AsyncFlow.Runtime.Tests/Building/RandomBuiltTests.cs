namespace AsyncFlow.Runtime.Tests;

/// <summary>The random flows of <see cref="RandomGraphTests"/>, built by a <see cref="FlowBuilder"/>.</summary>
public class RandomBuiltTests
{
    private const int Seeds = 2_000;
    private const int SeedsOnOtherHosts = 400;

    public static TheoryData<HostKind> OtherHosts => RandomGraphTests.OtherHosts;

    [Fact]
    public Task The_engines_guarantees_hold_on_built_flows() => RandomGraphTests.RunSeeds(HostKind.ThreadPool, Seeds, built: true);

    [Theory]
    [MemberData(nameof(OtherHosts))]
    public Task The_engines_guarantees_hold_on_built_flows_on_every_host(HostKind kind) => RandomGraphTests.RunSeeds(kind, SeedsOnOtherHosts, built: true);

    [Theory]
    [InlineData(1, 10_000)]
    [InlineData(2, 10_000)]
    [InlineData(3, 5_000)]
    [InlineData(4, 5_000)]
    [InlineData(5, 3_000)]
    [InlineData(6, 3_000)]
    public Task The_engines_guarantees_hold_on_large_built_flows(int seed, int size) => RandomGraphTests.RunSeed(HostKind.ThreadPool, seed, size, built: true);
}
