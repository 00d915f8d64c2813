using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the members through which a command line reads the inputs of a flow and runs it.</summary>
internal static class CommandLineEmitter
{
    /// <summary>The interface of these members.</summary>
    public const string Interface = "global::AsyncFlow.CommandLine.ICommandLineFlow";

    public static void Write(CodeWriter writer, FlowModel flow)
    {
        if (flow.CommandLineInputs.Count == 0)
        {
            return;
        }

        bool isValid = flow.Problems.Count == 0;
        string invalid = $"throw {flow.RunName}.Invalid()";
        writer.Write(Names.Marks);
        writer.Write($"{Names.Plan} {Interface}.Plan => Plan;");
        writer.Gap();
        writer.Write(Names.Marks);
        writer.Write($"global::System.Collections.Generic.IReadOnlyList<global::AsyncFlow.CommandLine.FlowInput> {Interface}.Inputs => new global::AsyncFlow.CommandLine.FlowInput[]");
        writer.Write("{");
        foreach (CommandLineInputModel input in flow.CommandLineInputs)
        {
            writer.Write($"    {input.Declaration},");
        }

        writer.Write("};");
        writer.Gap();
        writer.Write(Names.Marks);
        writer.Write($"{(isValid ? "async " : "")}{Names.ValueTask}<{Names.Report}> {Interface}.RunAsync(global::AsyncFlow.CommandLine.FlowInputValues values, {Names.Options}? options, {Names.Token} cancellationToken) =>");
        string values = string.Concat(flow.CommandLineInputs.Select(static (input, i) => $", values.Get<{input.Type}>({i})"));
        writer.Write(isValid ? $"    await {flow.RunName}.Rent(this{values}).RunAsync(options, cancellationToken).ConfigureAwait(false);" : $"    {invalid};");
        writer.Gap();
    }
}
