using System.Text.Json.Serialization;

namespace Durable;

/// <summary>What a customer ordered.</summary>
public sealed record Order(string Number, int Credits);

/// <summary>A billed order.</summary>
public sealed record Invoice(string Order, int Credits);

/// <summary>A billed day.</summary>
public sealed record Summary(int Orders, int Total);

/// <summary>How the data of the flow is written, without reflection.</summary>
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(Order[]))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(Summary))]
public sealed partial class BillingJson : JsonSerializerContext;
