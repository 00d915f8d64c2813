using System.Text.Json.Serialization;

namespace AsyncFlow.Durable.Tests.Cluster;

public sealed record Charge(int Number, string Key);

[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(Charge))]
public sealed partial class ChargingJson : JsonSerializerContext;

/// <summary>A list, a step for each element and a sum, whose executions and effects are noted in the database.</summary>
[Flow, Durable]
public partial class Charging(Effects effects)
{
    /// <summary>How many elements run at the same time.</summary>
    public const int MaxConcurrency = 20;

    [Step]
    private async Task<int[]> Load([Input] int count, StepContext context)
    {
        await effects.AddAsync(context.IdempotencyKey, context.CancellationToken);
        return [.. Enumerable.Range(1, count)];
    }

    [Step]
    private async Task<Charge> Bill([Each(nameof(Load), MaxConcurrency = MaxConcurrency)] int number, StepContext context)
    {
        await effects.AddAsync(context.IdempotencyKey, context.CancellationToken);
        return new(number, context.IdempotencyKey);
    }

    [Step]
    private async Task<int> Check(IReadOnlyList<Charge> charges, StepContext context)
    {
        await effects.AddAsync(context.IdempotencyKey, context.CancellationToken);
        return charges.Select(static charge => charge.Key).Distinct().Count();
    }

    [Step, Output]
    private async Task<int> Sum(IReadOnlyList<Charge> charges, [From(nameof(Check))] int distinct, StepContext context)
    {
        await effects.AddAsync(context.IdempotencyKey, context.CancellationToken);
        return distinct == charges.Count ? charges.Sum(static charge => charge.Number) : -1;
    }
}
