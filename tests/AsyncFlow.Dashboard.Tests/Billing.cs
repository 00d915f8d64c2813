using System.Text.Json.Serialization;

namespace AsyncFlow.Dashboard.Tests;

/// <summary>Lets a step fail.</summary>
public sealed class Switch
{
    public bool Fails { get; set; }
}

[Flow, Durable]
public partial class Billing(Switch fail)
{
    [Step]
    private int[] Load([Input] int count) => [.. Enumerable.Range(1, count)];

    [Step]
    private Task<int> Bill([Each(nameof(Load), MaxConcurrency = 100)] int order) => Task.FromResult(order);

    [Step(nameof(Load))]
    private void Announce()
    {
    }

    [Step, Output]
    private int Sum(IReadOnlyList<int> invoices) => fail.Fails ? throw new InvalidOperationException("<b>the ledger</b> is closed") : invoices.Sum();
}

[JsonSerializable(typeof(int[]))]
internal sealed partial class BillingJson : JsonSerializerContext;

/// <summary>The flow of the guide.</summary>
[Flow, Durable]
public partial class Nightly
{
    [Step, Output]
    private static int[] Load() => [];
}

[JsonSerializable(typeof(int[]))]
internal sealed partial class AppJson : JsonSerializerContext;
