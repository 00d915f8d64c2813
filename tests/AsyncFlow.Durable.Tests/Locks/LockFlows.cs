namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>A step that holds a lock and waits for a gate.</summary>
[Flow, Durable]
public partial class Locked(Journal journal, Holders holders)
{
    [Step, Output, WithLock("ledger")]
    private async Task<int> Post([Input] int amount, StepContext context)
    {
        await using IAsyncDisposable _ = holders.Enter("ledger", context.FencingToken);
        journal.Run($"{nameof(Post)} {amount}", context.IdempotencyKey);
        await journal.WaitAsync($"{nameof(Post)} {amount}", context.CancellationToken);
        return amount;
    }
}

/// <summary>Two locks; a condition; a semaphore of a member, for each element of a list.</summary>
[Flow(MaxConcurrency = 3), Durable]
public partial class Crossing(Journal journal, Holders holders)
{
    private static readonly DurableSemaphore s_net = new("net", permits: 2);

    [Step]
    private static List<Order> Load([Input] int count) => [.. Enumerable.Range(1, count).Select(static number => new Order(number, number))];

    [Step]
    private static bool IsLarge([Input] int count) => count > 10;

    [Step, WithLock("b", "a")]
    private async Task<string> Forth(StepContext context)
    {
        await using IAsyncDisposable a = holders.Enter("a", context.FencingTokenOf("a"));
        await using IAsyncDisposable b = holders.Enter("b", context.FencingToken);
        Assert.Equal(context.FencingToken, context.FencingTokenOf("b"));
        Assert.Throws<ArgumentException>(() => context.FencingTokenOf("c"));
        await Task.Yield();
        return "forth";
    }

    [Step, WithLock("a"), When(nameof(IsLarge))]
    private void Large(StepContext context) => journal.Run(nameof(Large), context.IdempotencyKey);

    [Step, WithLock(nameof(s_net))]
    private async Task<Invoice> Bill([Each(nameof(Load))] Order order, StepContext context)
    {
        await using IAsyncDisposable _ = holders.Enter("net", context.FencingToken);
        journal.Run($"{nameof(Bill)} {order.Number}", context.IdempotencyKey);
        await journal.WaitAsync($"{nameof(Bill)} {order.Number}", context.CancellationToken);
        return new(order.Number, order.Credits, "");
    }

    [Step, Output]
    private static Summary Sum(IReadOnlyList<Invoice> invoices) => new(invoices.Count, invoices.Sum(static invoice => invoice.Credits));
}

/// <summary>Takes the locks of <see cref="Crossing"/> in the opposite order.</summary>
[Flow, Durable]
public partial class CrossingBack(Holders holders)
{
    [Step, Output, WithLock("a", "b")]
    private async Task<int> Back([Input] int number, StepContext context)
    {
        await using IAsyncDisposable a = holders.Enter("a", context.FencingToken);
        await using IAsyncDisposable b = holders.Enter("b", context.FencingTokenOf("b"));
        await Task.Yield();
        return number;
    }
}

/// <summary>Gives a lock of <see cref="Crossing"/> another number of permits.</summary>
[Flow, Durable]
public partial class OtherNet
{
    [Step, WithLock("net:5")]
    private static void Use()
    {
    }
}
