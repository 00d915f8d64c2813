using System.Text.Json.Serialization;
using Polly;
using Polly.Retry;

namespace AsyncFlow.Durable.Tests;

public sealed record Order(int Number, int Credits);

public sealed record Invoice(int Number, int Credits, string Key);

public sealed record Summary(int Orders, int Total);

[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(List<Order>))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(Summary))]
public sealed partial class TestJson : JsonSerializerContext;

[JsonSerializable(typeof(int))]
public sealed partial class SparseJson : JsonSerializerContext;

/// <summary>A list, a step for each element, and a sum.</summary>
[Flow, Durable]
public partial class Billing(Journal journal)
{
    [Step]
    private List<Order> Load([Input] int count)
    {
        journal.Run(nameof(Load));
        return [.. Enumerable.Range(1, count).Select(static number => new Order(number, number))];
    }

    [Step]
    private async Task<Invoice> Bill([Each(nameof(Load), MaxConcurrency = 40)] Order order, StepContext context)
    {
        journal.Run($"{nameof(Bill)} {order.Number}", context.IdempotencyKey);
        await journal.WaitAsync($"{nameof(Bill)} {order.Number}", context.CancellationToken);
        return new(order.Number, order.Credits, context.IdempotencyKey);
    }

    [Step, Output]
    private Summary Sum(IReadOnlyList<Invoice> invoices)
    {
        journal.Run(nameof(Sum));
        return new(invoices.Count, invoices.Sum(static invoice => invoice.Credits));
    }
}

/// <summary>Steps that wait for gates and fail on demand.</summary>
[Flow, Durable]
public partial class Gated(Journal journal)
{
    [Step]
    private async Task<int> First(CancellationToken cancellationToken)
    {
        journal.Run(nameof(First));
        await journal.PassAsync("first", cancellationToken);
        return 20;
    }

    [Step]
    private async Task<int> Other(CancellationToken cancellationToken)
    {
        journal.Run(nameof(Other));
        await journal.WaitAsync(nameof(Other), cancellationToken);
        return 1;
    }

    [Step]
    private async Task<string> Second([From(nameof(First))] int first, [From(nameof(Other))] int other, CancellationToken cancellationToken)
    {
        journal.Run(nameof(Second));
        await journal.PassAsync("second", cancellationToken);
        return $"{first + other}";
    }

    [Step, Output]
    private string Last(string second)
    {
        journal.Run(nameof(Last));
        return second + "!";
    }
}

/// <summary>Policies, of a step and of elements, that succeed with the third attempt.</summary>
[Flow, Durable]
public partial class Repeated(Journal journal)
{
    private static readonly ResiliencePipeline s_retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.Zero })
        .Build();

    [Step]
    private static int[] Load([Input] int count) => [.. Enumerable.Range(1, count)];

    [Step, WithPolicy(nameof(s_retry))]
    private async Task<int> Each([Each(nameof(Load))] int number, StepContext context)
    {
        // The first element has succeeded, and is committed, when the process ends.
        if (number > 1)
        {
            await AttemptAsync(context);
        }

        return number;
    }

    [Step, Output, WithPolicy(nameof(s_retry))]
    private async Task<int> Sum(IReadOnlyList<int> numbers, StepContext context)
    {
        await AttemptAsync(context);
        return numbers.Sum();
    }

    private async Task AttemptAsync(StepContext context)
    {
        int attempt = journal.Executions(context.IdempotencyKey) + 1;
        journal.Run(context.IdempotencyKey, $"{context.IdempotencyKey} {attempt}");
        journal.Open($"started attempt {attempt}");
        await journal.WaitAsync($"attempt {attempt}", context.CancellationToken);
        if (attempt < 3)
        {
            throw new IOException("not yet");
        }
    }
}

/// <summary>Conditions, outcomes, a policy, a flow within a step, and no result.</summary>
[Flow(FailureMode = FailureMode.Continue), Durable]
public partial class Mixed(Journal journal)
{
    private static readonly ResiliencePipeline s_retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.Zero })
        .Build();

    [Step]
    private readonly Inner _inner = new(journal);

    [Step]
    private bool IsLarge([Input] int size) => size > 10;

    [Step, When(nameof(IsLarge))]
    private string Large() => "large";

    [Step, WithPolicy(nameof(s_retry))]
    private async Task<byte[]> Flaky(StepContext context)
    {
        await Task.Yield();
        journal.Run(nameof(Flaky), context.IdempotencyKey);
        return journal.Executions(nameof(Flaky)) < 3 ? throw new IOException("not yet") : new byte[] { 1, 2, 3 };
    }

    [Step]
    private List<Order> Load([Input] int size) => [.. Enumerable.Range(1, size).Select(static number => new Order(number, number))];

    [Step]
    private Invoice Bill([Each(nameof(Load))] Order order)
    {
        journal.Run($"{nameof(Bill)} {order.Number}");
        return new(order.Number, order.Credits, "");
    }

    [Step]
    private void Note(string? large, IReadOnlyList<StepOutcome<Invoice>> bills, byte[] flaky, [From(nameof(_inner))] int inner) =>
        journal.Run($"{large ?? "small"}, {bills.Count(static bill => bill.IsSuccess)} of {bills.Count}, {flaky.Length}, {inner}, {bills.FirstOrDefault(static bill => !bill.IsSuccess).Exception?.Message}");
}

[Flow]
public partial class Inner(Journal journal)
{
    [Step, Output]
    private int Answer()
    {
        journal.Run(nameof(Answer));
        return 42;
    }
}

/// <summary>A large result.</summary>
[Flow, Durable]
public partial class Large
{
    [Step]
    private static string Make([Input] int length) => new('x', length);

    [Step, Output]
    private static int Measure(string text) => text.Length;
}
