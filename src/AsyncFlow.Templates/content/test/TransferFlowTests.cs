using AsyncFlow;
using AsyncFlow.Testing;

namespace Company.FlowTests1;

public sealed class TransferFlowTests
{
    private readonly Account _to = new();

    [Fact]
    public async Task Nothing_is_deposited_if_the_withdrawal_fails()
    {
        FlowHarness harness = new FlowHarness(Create()).Fail("Withdraw", new InvalidOperationException("The account is closed."));
        FlowReport report = await harness.RunAsync();

        Assert.Equal("The account is closed.", Assert.Single(report.Failures).Message);
        harness.AssertNotRun("Deposit");
        Assert.Equal(0m, _to.Balance);
    }

    [Fact]
    public async Task A_bank_that_takes_a_day_takes_no_time_here()
    {
        FlowHarness harness = new FlowHarness(Create()).Delay("Withdraw", TimeSpan.FromDays(1));
        FlowReport report = await harness.RunAsync(new FlowOptions { Host = new SimulationHost(seed: 1) });

        Assert.Equal(TimeSpan.FromDays(1), report.Duration);
        Assert.Equal(105m, _to.Balance);
    }

    [Fact]
    public async Task No_money_is_lost_under_any_schedule()
    {
        Account to = new();
        ExplorationResult result = await Explore.AllAsync(
            () => new TransferFlow(new SampleBank(), new Account { Balance = 100m }, to = new Account()),
            _ => Assert.Equal(105m, to.Balance));

        Assert.True(result.IsComplete);
    }

    private TransferFlow Create() => new(new SampleBank(), new Account { Balance = 100m }, _to);

    private sealed class SampleBank : IBank
    {
        public Task<decimal> WithdrawAsync(Account account, decimal amount, CancellationToken cancellationToken)
        {
            account.Balance -= amount;
            return Task.FromResult(amount);
        }
    }
}
