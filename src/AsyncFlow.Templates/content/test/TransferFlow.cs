using AsyncFlow;

namespace Company.FlowTests1;

/// <summary>The flow that is tested here. Reference your own project, and remove this one.</summary>
[Flow]
public sealed partial class TransferFlow(IBank bank, Account from, Account to)
{
    // Without this lock, exploration finds the schedule in which a deposit is lost.
    private readonly FlowLock _target = new("target");

    [Step]
    private Task<decimal> Withdraw(CancellationToken cancellationToken) => bank.WithdrawAsync(from, 100m, cancellationToken);

    [Step, WithLock(nameof(_target))]
    private async Task Deposit(decimal amount)
    {
        decimal balance = to.Balance;
        await Task.Yield();
        to.Balance = balance + amount;
    }

    [Step(nameof(Withdraw)), WithLock(nameof(_target))]
    private async Task AddBonus()
    {
        decimal balance = to.Balance;
        await Task.Yield();
        to.Balance = balance + 5m;
    }
}

public sealed class Account
{
    public decimal Balance { get; set; }
}

public interface IBank
{
    Task<decimal> WithdrawAsync(Account account, decimal amount, CancellationToken cancellationToken);
}
