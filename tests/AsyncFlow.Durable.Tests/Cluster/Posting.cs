namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>A list, a step for each element under one lock, and a step under a lock with permits. Executions and effects are noted in the database.</summary>
[Flow, Durable]
public partial class Posting(Effects effects)
{
    /// <summary>How many elements run at the same time, or wait for the lock.</summary>
    public const int MaxConcurrency = 4;

    [Step]
    private async Task<int[]> Draft([Input] int count, StepContext context)
    {
        await effects.AddAsync(context.IdempotencyKey, context.CancellationToken);
        return [.. Enumerable.Range(1, count)];
    }

    [Step, WithLock("ledger")]
    private async Task<Charge> Post([Each(nameof(Draft), MaxConcurrency = MaxConcurrency)] int number, StepContext context)
    {
        await effects.AddAsync(context.IdempotencyKey, context.CancellationToken);
        return new(number, context.IdempotencyKey);
    }

    [Step, Output, WithLock("archive:2")]
    private async Task<int> Archive(IReadOnlyList<Charge> charges, StepContext context)
    {
        await effects.AddAsync(context.IdempotencyKey, context.CancellationToken);
        return charges.Sum(static charge => charge.Number);
    }
}
