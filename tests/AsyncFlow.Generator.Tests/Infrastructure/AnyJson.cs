using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>A context for types that are compiled in tests, where no generator of the serializer runs.</summary>
internal sealed class AnyJson() : JsonSerializerContext(null)
{
    private static readonly JsonSerializerOptions s_options = new() { IncludeFields = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    protected override JsonSerializerOptions? GeneratedSerializerOptions => null;

    public override JsonTypeInfo GetTypeInfo(Type type) => s_options.GetTypeInfo(type);
}
