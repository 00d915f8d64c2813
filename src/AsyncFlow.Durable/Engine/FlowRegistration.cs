using System.Text.Json.Serialization;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Durable.Engine;

/// <summary>A flow that this process can run, and how its data is written.</summary>
internal sealed record FlowRegistration(DurableFlow Flow, JsonSerializerContext Json)
{
    public string Name => Flow.Plan.Name;

    /// <summary>Checks that all that is stored can be written.</summary>
    /// <exception cref="ArgumentException">The context lacks a type.</exception>
    public void Check(string parameter)
    {
        string[] missing = [.. Flow.Payloads.Where(type => Json.GetTypeInfo(type) is null).Select(static type => $"[JsonSerializable(typeof({Hosting.Factories.TypeName.Of(type)}))]")];
        if (missing.Length > 0)
        {
            throw new ArgumentException($"'{Json.GetType().Name}' cannot write what flow '{Name}' stores. Add {string.Join(", ", missing)} to it.", parameter);
        }
    }
}
