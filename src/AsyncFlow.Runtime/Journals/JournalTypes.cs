using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Journals;

/// <summary>How values are written as JSON. Thread-safe.</summary>
/// <param name="context">Knows the types.</param>
/// <param name="path">The journal's file.</param>
internal sealed class JournalTypes(JsonSerializerContext context, string path)
{
    /// <summary>Checks that a flow has kept steps, and that the types of their results and of its inputs are known, with those of known flows within it.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public void Check(FlowPlan plan)
    {
        if (!Check(plan, []))
        {
            throw new InvalidOperationException($"Flow '{plan.Name}' keeps nothing in the journal '{path}': no step has [Keep]. Add it to the steps that are not to run again, or run the flow without FlowOptions.Journal.");
        }
    }

    /// <summary>What a value of a known type is as JSON.</summary>
    public byte[] Write(object? value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, context.GetTypeInfo(type)!);

    /// <summary>Writes a value of a known type.</summary>
    public void Write(Utf8JsonWriter writer, object? value, Type type) => JsonSerializer.Serialize(writer, value, context.GetTypeInfo(type)!);

    /// <summary>Reads a value of a known type.</summary>
    public object? Read(ReadOnlySpan<byte> json, Type type) => JsonSerializer.Deserialize(json, context.GetTypeInfo(type)!);

    /// <summary>A short text that is the same for equal values; null if the type is not known.</summary>
    public string? HashOf(object? value, Type type) => context.GetTypeInfo(type) is { } known ? Hash(JsonSerializer.SerializeToUtf8Bytes(value, known)) : null;

    /// <summary>What tells a run from those of other flows and inputs.</summary>
    public string NameOf(FlowPlan plan, FlowSteps steps)
    {
        if (plan.Kept is not { } kept)
        {
            return plan.Name;
        }

        if (kept.Inputs.Length == 0)
        {
            return kept.Name;
        }

        using MemoryStream json = new();
        for (int input = 0; input < kept.Inputs.Length; input++)
        {
            json.Write(Write(steps.Input(input), TypeOf(kept.Inputs[input], plan, "an input").Type));
            json.WriteByte((byte)'\n');
        }

        return $"{kept.Name}({Hash(json.ToArray())})";
    }

    private static string Hash(byte[] json) => Convert.ToHexString(SHA256.HashData(json), 0, 16).ToLowerInvariant();

    // Returns whether results of the flow, or perhaps of one within it, are kept.
    private bool Check(FlowPlan plan, HashSet<FlowPlan> known)
    {
        if (!known.Add(plan))
        {
            return false;
        }

        foreach (Type input in plan.Kept?.Inputs ?? [])
        {
            TypeOf(input, plan, "an input");
        }

        bool keeps = false;
        foreach (StepInfo step in plan.Steps)
        {
            if (plan.Layout.KeptOf(step.Index) is { } kept)
            {
                keeps = true;
                if (kept.Result is { } result)
                {
                    TypeOf(result, plan, $"the result of step '{step.Name}'");
                }
            }

            keeps |= step.Kind == StepKind.Flow && (step.Flow is not { } inner || Check(inner, known));
        }

        return keeps;
    }

    private JsonTypeInfo TypeOf(Type type, FlowPlan plan, string what) => context.GetTypeInfo(type) ?? throw new InvalidOperationException(
        $"The journal '{path}' cannot keep {what} of flow '{plan.Name}': '{context.GetType().Name}' does not know its type '{type}'. Add [JsonSerializable(typeof({type.Name}))] to the context.");
}
