using AsyncFlow.Testing;

namespace TestingSample;

/// <summary>
/// Exploration finds both bugs of <see cref="Checkout"/>. In a project of your own the check would stand alone, and fail; here the
/// tests are green because they assert that it does.
/// </summary>
public sealed class ExplorationTests
{
    [Fact]
    public async Task The_lost_update_is_found_within_40_random_schedules()
    {
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.RandomAsync(
            () => new Checkout(new FreeBank()),
            runs: 40,
            checkout => Assert.Equal(15, checkout.Customer.Points)));

        // Exactly the same again, as often as it takes to understand it.
        ExplorationException again = await Assert.ThrowsAsync<ExplorationException>(() => Explore.ReplayAsync(
            () => new Checkout(new FreeBank()),
            found.Schedule,
            checkout => Assert.Equal(15, checkout.Customer.Points)));
        Assert.Equal(found.Events, again.Events);
    }

    [Fact]
    public async Task The_ordering_race_is_found_within_40_random_schedules() =>
        await Assert.ThrowsAsync<ExplorationException>(() => Explore.RandomAsync(
            () => new Checkout(new FreeBank()),
            runs: 40,
            checkout => Assert.Equal(["invoice over 100", "parcel"], checkout.Customer.Letters)));

    [Fact]
    public async Task Systematic_exploration_finds_the_lost_update_within_200_schedules() =>
        await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(
            () => new Checkout(new FreeBank()),
            checkout => Assert.Equal(15, checkout.Customer.Points),
            new ExplorationOptions { MaxSchedules = 200 }));

    [Fact]
    public async Task Systematic_exploration_finds_the_ordering_race_within_200_schedules() =>
        await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(
            () => new Checkout(new FreeBank()),
            checkout => Assert.Equal("parcel", checkout.Customer.Letters[^1]),
            new ExplorationOptions { MaxSchedules = 200 }));

    [Fact]
    public async Task Nothing_is_wrong_with_the_repaired_flow_under_any_schedule()
    {
        ExplorationResult result = await Explore.AllAsync(
            () => new RepairedCheckout(new FreeBank()),
            checkout =>
            {
                Assert.Equal(15, checkout.Customer.Points);
                Assert.Equal(["invoice over 100", "parcel"], checkout.Customer.Letters);
            });
        Assert.True(result.IsComplete);
    }

    [Fact]
    public async Task Steps_that_have_nothing_to_do_with_each_other_need_not_be_permuted()
    {
        ExplorationResult all = await Explore.AllAsync(() => new RepairedCheckout(new FreeBank()));
        ExplorationResult few = await Explore.AllAsync(
            () => new RepairedCheckout(new FreeBank()),
            options: new ExplorationOptions { Independent = (a, b) => IsAboutPoints(a.Name) != IsAboutPoints(b.Name) });
        Assert.True(few.IsComplete);
        Assert.InRange(few.Schedules, 1, all.Schedules / 4);

        static bool IsAboutPoints(string step) => step.Contains("Points", StringComparison.Ordinal);
    }

    private sealed class FreeBank : IBank
    {
        public Task<decimal> ChargeAsync(decimal amount, CancellationToken cancellationToken) => Task.FromResult(amount);
    }
}
