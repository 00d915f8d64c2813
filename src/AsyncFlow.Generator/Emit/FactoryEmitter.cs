using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes how a container creates the flow, and how a host stops what its steps have started.</summary>
internal static class FactoryEmitter
{
    public static void Write(CodeWriter writer, FlowModel flow)
    {
        if (flow.Factory is { } factory)
        {
            WriteFactory(writer, flow, factory);
        }

        if (flow.Lifetime is { } lifetime)
        {
            WriteLifetime(writer, lifetime);
        }
    }

    private static void WriteFactory(CodeWriter writer, FlowModel flow, FactoryModel factory)
    {
        // A flow with errors has no member that reads the options.
        bool hasOptions = factory.Problem is null && flow.Problems.Count == 0;
        if (hasOptions)
        {
            writer.Write(Names.FieldMark);
            writer.Write($"private {Names.Options}? {factory.OptionsField};");
            writer.Gap();
        }

        string implemented = Names.FactoryOf(flow.Type);
        writer.Write(Names.Marks);
        writer.Write($"static global::System.Type? {implemented}.ServiceType => {(flow.Interface() is { } service ? $"typeof({service})" : "null")};");
        writer.Gap();
        writer.Write(Names.Marks);
        writer.Write($"static {flow.Type} {implemented}.Create(in {Names.Services} services) =>");
        writer.Write(factory.Problem is { } problem
            ? $"    throw services.CannotCreate({Names.Literal(problem)});"
            : $"    new {flow.Type}({string.Join(", ", factory.Arguments)}) {{ {string.Join(", ", hasOptions ? factory.Members.Append($"{factory.OptionsField} = services.Options") : factory.Members)} }};");
        writer.Gap();
    }

    private static void WriteLifetime(CodeWriter writer, LifetimeModel lifetime)
    {
        writer.Write(Names.Marks);
        using (writer.Open($"static {Names.ReadOnlyList}<{Names.FlowStop}> {Names.LifetimeFlow}.Stops => new {Names.FlowStop}[]", "};"))
        {
            writer.WriteLines("", lifetime.Stops.Select(static stop => $"new {Names.FlowStop}({stop.Step}, {Names.Literal(stop.Name)}, isAsync: {(stop.IsAsync ? "true" : "false")}),"));
        }

        writer.Gap();
        writer.Write(Names.Marks);
        using (writer.Open($"{Names.ValueTask} {Names.LifetimeFlow}.StopAsync(int step, {Names.Token} cancellationToken)"))
        {
            using (writer.Open("switch (step)"))
            {
                writer.WriteLines("", lifetime.Stops.Select(static stop => stop.IsAsync
                    ? $"case {stop.Step}: return {stop.Call};"
                    : $"case {stop.Step}: {stop.Call}; return default;"));
                writer.Write("default: return default;");
            }
        }

        writer.Gap();
        if (lifetime.Kept.Count == 0)
        {
            return;
        }

        writer.Write(Names.FieldMark);
        writer.Write($"private {lifetime.KeptClass}? {lifetime.KeptField};");
        writer.Gap();
        writer.Write(Names.Marks);
        using (writer.Open($"private sealed class {lifetime.KeptClass}"))
        {
            writer.WriteLines("", lifetime.Kept.Select(static kept => $"internal {kept.Type} Step{kept.Step} = default!;"));
        }

        writer.Gap();
    }
}
