using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the class that calls a flow under the policies of its class. It is nested in the class of the runs, and has the same fields.</summary>
internal sealed class FlowPolicyEmitter(CodeWriter writer, FlowModel flow, StraightLine line)
{
    /// <summary>The name of the class.</summary>
    public const string Class = "UnderPolicies";

    private const string OptionsParameters = $"{Names.Options}? options, {Names.Token} token";

    private readonly string _result = flow.OutputType ?? "global::System.ValueTuple";

    private string Given => string.Join(", ", flow.Given().Select(static given => given.Field));

    private string Returned => flow.OutputType is { } output ? $"<{output}>" : "";

    private string Rent => $"{flow.RunName}.Rent({Given})";

    public void Write()
    {
        if (flow.Policies.Count == 0)
        {
            return;
        }

        using (writer.Open($"internal sealed class {Class} : {Names.FlowAttempts}{Returned}"))
        {
            writer.WriteLines("", flow.Given().Select(static given => $"private readonly {given.Type} {given.Field};"));
            writer.Gap();
            using (writer.Open($"internal {Class}({string.Join(", ", flow.Given().Select(static given => $"{given.Type} {given.Field}"))}) : base({flow.RunName}.Pool.Plan)"))
            {
                writer.WriteLines("", flow.Given().Select(static given => $"this.{given.Field} = {given.Field};"));
            }

            writer.Gap();
            PolicyChain chain = new(writer, flow.Name, _result, Class, "attempts", "");
            writer.Write($"protected override {Names.ValueTask}<{_result}> PoliciesAsync({Names.Token} token) => {PolicyChain.Method(0, "")}(this, token);");
            writer.Gap();
            WriteRuns();
            chain.Write(flow.Policies);
            writer.Write($"private {Names.ValueTask}<{_result}> {PolicyChain.Method(flow.Policies.Count, "")}({chain.Parameters}) => attempts.AttemptAsync(token);");
        }

        writer.Gap();
    }

    private void WriteRuns()
    {
        string inLine = line.IsEmpty ? "" : $"options is null ? {flow.RunName}.{StraightLineEmitter.Execute}({string.Join(", ", flow.Given().Select(static given => given.Field).Append("token"))}) : ";
        writer.Write($"protected override {Names.ValueTask}{Returned} ExecuteRunAsync({OptionsParameters}) =>");
        writer.Write($"    {inLine}{Rent}.ExecuteAsync(options, token);");
        writer.Gap();
        writer.Write($"protected override {Names.ValueTask}<{Names.Report}{Returned}> RunOnceAsync({OptionsParameters}) =>");
        writer.Write($"    {Rent}.RunAsync(options, token);");
        writer.Gap();
    }
}
