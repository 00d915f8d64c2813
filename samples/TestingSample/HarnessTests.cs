using AsyncFlow;
using AsyncFlow.Testing;

namespace TestingSample;

/// <summary>What happens around a step, without the real step.</summary>
public sealed class HarnessTests
{
    private readonly RepairedCheckout _checkout = new(new NoBank());

    [Fact]
    public async Task A_replaced_step_needs_no_bank()
    {
        FlowHarness harness = new FlowHarness(_checkout).Replace("Charge", 42m);
        await harness.ExecuteAsync();
        Assert.Equal("invoice over 42", _checkout.Customer.Letters[0]);
        harness.AssertBefore("SendInvoice", "SendParcel");
    }

    [Fact]
    public async Task Nothing_is_sent_when_the_bank_refuses()
    {
        FlowHarness harness = new FlowHarness(_checkout).Fail("Charge", new InvalidOperationException("card refused"));
        FlowReport report = await harness.RunAsync();
        Assert.Equal("card refused", Assert.Single(report.Failures).Message);
        harness.AssertNotRun("SendInvoice");
        harness.AssertNotRun("SendParcel");
    }

    [Fact]
    public async Task A_slow_bank_takes_a_day_of_virtual_time_and_none_of_ours()
    {
        FlowHarness harness = new FlowHarness(_checkout).Replace("Charge", 42m).Delay("Charge", TimeSpan.FromDays(1));
        FlowReport report = await harness.RunAsync(new FlowOptions { Host = new SimulationHost(seed: 1) });
        Assert.Equal(TimeSpan.FromDays(1), report.Duration);
    }

    [Fact]
    public async Task A_customer_who_leaves_while_being_charged_gets_no_parcel()
    {
        FlowHarness harness = new FlowHarness(_checkout).Replace("Charge", 42m).CancelAt("Charge");
        FlowReport report = await harness.RunAsync();
        Assert.Equal(FlowStatus.Canceled, report.Status);
        harness.AssertNotRun("SendParcel");
    }

    private sealed class NoBank : IBank
    {
        public Task<decimal> ChargeAsync(decimal amount, CancellationToken cancellationToken) => throw new NotSupportedException("There is no bank here.");
    }
}
