using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the members that users call, and the members of the interface.</summary>
internal sealed class MemberEmitter(CodeWriter writer, FlowModel flow, PlanText plan, StraightLine line)
{
    private const string Untyped = $"({Names.Run})";
    private const string TokenParameter = $"{Names.Token} cancellationToken = default";
    private const string OptionsParameter = $"{Names.Options}? options, {TokenParameter}";

    private const string TokenDoc = """/// <param name="cancellationToken">The token that cancels the run: no further steps start, and running steps observe it.</param>""";
    private const string OptionsDoc = """/// <param name="options">The options of the run; null, or a property that is null, selects the setting of the flow or the default.</param>""";

    private readonly bool _isValid = flow.Problems.Count == 0;
    private readonly string _result = flow.OutputType is { } output ? $"<{output}>" : "";

    public void Write()
    {
        WritePlan();
        WriteExecute();
        WriteRun();
        if (!flow.IsStatic)
        {
            WriteInterface();
        }

        foreach (ParameterAccessModel access in flow.ParameterAccess)
        {
            writer.Write(access.IsField ? Names.FieldMark : Names.Marks);
            writer.Write(access.IsField
                ? $"private readonly {access.Type} {access.Name} = {access.Parameter};"
                : $"private {access.Type} {access.Name} => {access.Parameter};");
            writer.Gap();
        }
    }

    private void WritePlan()
    {
        writer.Write("/// <summary>The steps of this flow and how they depend on each other.</summary>");
        writer.Write(Names.Marks);
        writer.Write($"public {New(flow.Hidden.Plan)}static {Names.Plan} Plan => {(_isValid ? $"{flow.RunName}.Pool.Plan" : Throw)};");
        writer.Gap();
    }

    private void WriteExecute()
    {
        string output = flow.OutputType is null ? "" : $", returns the result of <c>{Xml(PlanText.Name(flow.Steps[flow.OutputStep]))}</c>";
        writer.Write($"/// <summary>Runs the flow{output} and throws when a step fails.</summary>");
        writer.Write("/// <remarks>");
        writer.Write("/// <code>");
        writer.WriteLines("/// ", _isValid ? plan.Short.Select(Xml) : [$"This flow has errors: {string.Join(", ", flow.Problems)}"]);
        writer.Write("/// </code>");
        writer.Write("/// </remarks>");
        writer.Write(TokenDoc);
        writer.Write("""/// <exception cref="global::System.OperationCanceledException">The token was canceled before all steps had succeeded.</exception>""");
        WriteMember(flow.Hidden.Execute, Names.ValueTask, "ExecuteAsync", TokenParameter, Execute(Rent, StraightLineEmitter.Execute));

        writer.Write($"""/// <inheritdoc cref="ExecuteAsync({Names.Token})"/>""");
        writer.Write(OptionsDoc);
        writer.Write(TokenDoc);
        WriteMember(flow.Hidden.ExecuteWithOptions, Names.ValueTask, "ExecuteAsync", OptionsParameter, ExecuteWithOptions(Rent, StraightLineEmitter.Execute));
    }

    private void WriteRun()
    {
        writer.Write("/// <summary>Runs the flow and returns a report with the outcome of every step. Does not throw when a step fails.</summary>");
        writer.Write(TokenDoc);
        WriteMember(flow.Hidden.Run, $"{Names.ValueTask}<{Names.Report}{_result}>", "RunAsync", TokenParameter, $"{Rent}.RunAsync(null, cancellationToken)");

        writer.Write($"""/// <inheritdoc cref="RunAsync({Names.Token})"/>""");
        writer.Write(OptionsDoc);
        writer.Write(TokenDoc);
        WriteMember(flow.Hidden.RunWithOptions, $"{Names.ValueTask}<{Names.Report}{_result}>", "RunAsync", OptionsParameter, $"{Rent}.RunAsync(options, cancellationToken)");
    }

    private void WriteMember(bool hides, string type, string name, string parameters, string call)
    {
        string returns = type == Names.ValueTask ? type + _result : type;
        string modifiers = $"{flow.Accessibility} {New(hides)}{(flow.IsStatic ? "static " : "")}";
        writer.Write(Names.Marks);
        writer.Write($"{modifiers}{returns} {name}({parameters}) =>");
        writer.Write($"    {Body(call)};");
        writer.Gap();
    }

    // The public typed members implement IFlow<T>. A flow with an output implements IFlow through the base class of the run.
    private void WriteInterface()
    {
        writer.Write(Names.Marks);
        writer.Write($"{Names.Plan} {Names.Flow}.Plan => Plan;");
        writer.Gap();
        if (flow.OutputType is null)
        {
            return;
        }

        WriteExplicitMembers(Names.Flow, Names.ValueTask, $"{Names.ValueTask}<{Names.Report}>", $"({Untyped}{Rent})", StraightLineEmitter.ExecuteUntyped);
        if (flow.Accessibility != "public" && flow.InterfaceResult is { } type)
        {
            string result = $"<{type}>";
            WriteExplicitMembers(Names.FlowOf(type), Names.ValueTask + result, $"{Names.ValueTask}<{Names.Report}{result}>", Rent, StraightLineEmitter.Execute);
        }
    }

    private void WriteExplicitMembers(string implemented, string executed, string reported, string run, string inLine)
    {
        WriteExplicit(implemented, executed, "ExecuteAsync", $"{Names.Token} cancellationToken", Execute(run, inLine));
        WriteExplicit(implemented, executed, "ExecuteAsync", $"{Names.Options}? options, {Names.Token} cancellationToken", ExecuteWithOptions(run, inLine));
        WriteExplicit(implemented, reported, "RunAsync", $"{Names.Token} cancellationToken", $"{run}.RunAsync(null, cancellationToken)");
        WriteExplicit(implemented, reported, "RunAsync", $"{Names.Options}? options, {Names.Token} cancellationToken", $"{run}.RunAsync(options, cancellationToken)");
    }

    private void WriteExplicit(string implemented, string type, string name, string parameters, string call)
    {
        writer.Write(Names.Marks);
        writer.Write($"{type} {implemented}.{name}({parameters}) =>");
        writer.Write($"    {Body(call)};");
        writer.Gap();
    }

    private string Rent => $"{flow.RunName}.Rent({(flow.IsStatic ? "" : "this")})";

    private string Execute(string run, string inLine) =>
        line.IsEmpty ? $"{run}.ExecuteAsync(null, cancellationToken)" : $"{flow.RunName}.{inLine}({(flow.IsStatic ? "" : "this, ")}cancellationToken)";

    private string ExecuteWithOptions(string run, string inLine) =>
        (line.IsEmpty ? "" : $"options is null ? {Execute(run, inLine)} : ") + $"{run}.ExecuteAsync(options, cancellationToken)";

    private string Throw => $"throw {flow.RunName}.Invalid()";

    private string Body(string call) => _isValid ? call : Throw;

    private static string New(bool hides) => hides ? "new " : "";

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
