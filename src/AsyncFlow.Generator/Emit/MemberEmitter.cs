using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the members that users call, and the members of the interface.</summary>
internal sealed class MemberEmitter(CodeWriter writer, FlowModel flow, FlowProfile? profile, StraightLine line)
{
    // An input may have the name that the token or the options usually have.
    private readonly string _token = Free("cancellationToken", flow);
    private readonly string _options = Free("options", flow);

    // The options of a flow that a container has created.
    private readonly string? _hostOptions = flow.Factory is { Problem: null } factory ? factory.OptionsField : null;
    private readonly bool _isValid = flow.Problems.Count == 0;
    private readonly string _result = flow.OutputType is { } output ? $"<{output}>" : "";

    private string TokenParameter => $"{Names.Token} {_token}";

    private string OptionsParameter => $"{Names.Options}? {_options}, {TokenParameter}";

    private string TokenDoc => $"/// <param name=\"{_token}\">The token that cancels the run: no further steps start, and running steps observe it.</param>";

    private string OptionsDoc => $"/// <param name=\"{_options}\">The options of the run; null, or a property that is null, selects the setting of the flow or the default.</param>";

    public void Write()
    {
        WritePlan();
        WriteExecute();
        WriteRun();
        if (flow.Interface() is { } implemented)
        {
            WriteInterface(implemented);
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
        string output = flow.OutputType is null ? "" : flow.StreamedType is not null ? $", returns the results of <c>{Xml(PlanText.Name(flow.Steps[flow.OutputStep]))}</c>" : $", returns the result of <c>{Xml(PlanText.Name(flow.Steps[flow.OutputStep]))}</c>";
        writer.Write($"/// <summary>Runs the flow{Streamed(output)} and throws when a step fails.</summary>");
        writer.Write("/// <remarks>");
        writer.Write("/// <code>");
        writer.WriteLines("/// ", _isValid ? PlanPicture.Of(flow, profile).Select(Xml) : [$"This flow has errors: {string.Join(", ", flow.Problems)}"]);
        writer.Write("/// </code>");
        writer.Write("/// </remarks>");
        WriteInputDocs();
        writer.Write(TokenDoc);
        writer.Write("""/// <exception cref="global::System.OperationCanceledException">The token was canceled before all steps had succeeded.</exception>""");
        WriteMember(flow.Hidden.Execute, ExecutedType, "ExecuteAsync", TokenParameter, flow.StreamedType is null ? Executed(Own, "null") : Stream("null"));

        writer.Write($"/// <summary>Runs the flow with options{Streamed(output)} and throws when a step fails.</summary>");
        WriteInputDocs();
        writer.Write(OptionsDoc);
        writer.Write(TokenDoc);
        WriteMember(flow.Hidden.ExecuteWithOptions, ExecutedType, "ExecuteAsync", OptionsParameter, flow.StreamedType is null ? Executed(Own, _options) : Stream(_options));
        if (flow.StreamedType is not null)
        {
            writer.Write($"/// <summary>Runs the flow{output}, for all elements in their order, and throws when a step fails.</summary>");
            WriteInputDocs();
            writer.Write(OptionsDoc);
            writer.Write(TokenDoc);
            WriteMember(flow.Hidden.ExecuteToList, Names.ValueTask, GeneratedBy.ListMember, OptionsParameter, $"{Rent(Own, isUntyped: false)}.ExecuteAsync({OfHost(_options)}, {_token})");
        }
    }

    private string Streamed(string output) => flow.StreamedType is null ? output : $"{output}, as they come, while they are enumerated,";

    private string ExecutedType => flow.StreamedType is { } type ? $"{Names.AsyncEnumerable}<{type}>" : Names.ValueTask;

    private string Stream(string options) =>
        $"new global::AsyncFlow.CompilerServices.StreamedResults<{flow.StreamedType}>({(flow.IsStatic && flow.Inputs.Count == 0 ? "static " : "")}() => {Rent(Own, isUntyped: false)}, {OfHost(options)}, {_token})";

    private void WriteRun()
    {
        const string Summary = "returns a report with the outcome of every step. Does not throw when a step fails.</summary>";
        writer.Write($"/// <summary>Runs the flow and {Summary}");
        WriteInputDocs();
        writer.Write(TokenDoc);
        WriteMember(flow.Hidden.Run, $"{Names.ValueTask}<{Names.Report}{_result}>", "RunAsync", TokenParameter, Reported(Own, "null"));

        writer.Write($"/// <summary>Runs the flow with options, and {Summary}");
        WriteInputDocs();
        writer.Write(OptionsDoc);
        writer.Write(TokenDoc);
        WriteMember(flow.Hidden.RunWithOptions, $"{Names.ValueTask}<{Names.Report}{_result}>", "RunAsync", OptionsParameter, Reported(Own, _options));
    }

    private void WriteInputDocs()
    {
        foreach (InputModel input in flow.Inputs)
        {
            string[] lines = [.. input.Documentation];
            string name = input.Parameter.TrimStart('@');
            writer.WriteLines("/// ", lines.Length <= 1
                ? [$"<param name=\"{name}\">{(lines.Length == 1 ? lines[0] : "An input of the flow.")}</param>"]
                : [$"<param name=\"{name}\">", .. lines, "</param>"]);
        }
    }

    private void WriteMember(bool hides, string type, string name, string parameters, string call)
    {
        // Only the member without options has default values: two members with them would be ambiguous.
        bool hasDefaults = parameters == TokenParameter;
        string inputs = string.Concat(flow.Inputs.Select(input => $"{input.Type} {input.Parameter}{(hasDefaults && input.Default is { } value ? $" = {value}" : "")}, "));
        string returns = type == Names.ValueTask ? type + _result : type;
        string modifiers = $"{flow.Accessibility} {New(hides)}{(flow.IsStatic ? "static " : "")}";
        writer.Write(Names.Marks);
        writer.Write($"{modifiers}{returns} {name}({inputs}{parameters} = default) =>");
        writer.Write($"    {Body(call)};");
        writer.Gap();
    }

    // The public typed members implement IFlow<T>. A flow with an output implements IFlow through the base class of the run.
    private void WriteInterface(string implemented)
    {
        writer.Write(Names.Marks);
        if (flow.InterfaceInput is { } input)
        {
            writer.Write($"{Names.Plan} {implemented}.Plan => Plan;");
            writer.Gap();
            WriteExplicitMembers(implemented, $"<{flow.InterfaceResult}>", $"{input} input, ", Taken, isUntyped: false);
            return;
        }

        writer.Write($"{Names.Plan} {Names.Flow}.Plan => Plan;");
        writer.Gap();
        if (flow.OutputType is null)
        {
            return;
        }

        WriteExplicitMembers(Names.Flow, "", "", [], isUntyped: true);
        if ((flow.Accessibility != "public" || flow.StreamedType is not null) && flow.InterfaceResult is { } type)
        {
            WriteExplicitMembers(implemented, $"<{type}>", "", [], isUntyped: false);
        }
    }

    // The interface implements the members without options. But a public member of a base class would take precedence.
    private void WriteExplicitMembers(string implemented, string result, string inputs, string[] taken, bool isUntyped)
    {
        string executed = Names.ValueTask + result;
        string reported = $"{Names.ValueTask}<{Names.Report}{result}>";
        if (flow.Hidden is { Plan: true } or { Execute: true } or { Run: true })
        {
            WriteExplicit(implemented, executed, "ExecuteAsync", inputs + TokenParameter, Executed(taken, "null", isUntyped));
            WriteExplicit(implemented, reported, "RunAsync", inputs + TokenParameter, Reported(taken, "null", isUntyped));
        }

        WriteExplicit(implemented, executed, "ExecuteAsync", inputs + OptionsParameter, Executed(taken, _options, isUntyped));
        WriteExplicit(implemented, reported, "RunAsync", inputs + OptionsParameter, Reported(taken, _options, isUntyped));
    }

    private void WriteExplicit(string implemented, string type, string name, string parameters, string call)
    {
        writer.Write(Names.Marks);
        writer.Write($"{type} {implemented}.{name}({parameters}) =>");
        writer.Write($"    {Body(call)};");
        writer.Gap();
    }

    // The inputs, as the members of the class have them.
    private string[] Own => [.. flow.Inputs.Select(static input => input.Parameter)];

    // The inputs, as the members of the interface have them: the only one, or the items of a tuple.
    private string[] Taken => flow.Inputs.Count == 1 ? ["input"] : [.. flow.Inputs.Select(static (_, i) => $"input.Item{i + 1}")];

    private string Given(string[] inputs) => string.Join(", ", flow.IsStatic ? inputs : inputs.Prepend("this"));

    // The base class of the run has the members for callers that do not need the output.
    private string Rent(string[] inputs, bool isUntyped) => $"{flow.RunName}.Rent({Given(inputs)})" is var rent && isUntyped ? $"(({Names.Run}){rent})" : rent;

    // Together with those that the host has configured.
    private string OfHost(string options) => _hostOptions is null ? options
        : options == "null" ? _hostOptions
        : $"{Names.Services}.Combine({_hostOptions}, {options})";

    private string Executed(string[] inputs, string options, bool isUntyped = false)
    {
        if (flow.Policies.Count > 0)
        {
            return UnderPolicies(inputs, isUntyped || flow.OutputType is null ? "ExecuteUntypedAsync" : "ExecuteAsync", options);
        }

        string call = $"{Rent(inputs, isUntyped)}.ExecuteAsync({OfHost(options)}, {_token})";
        if (line.IsEmpty)
        {
            return call;
        }

        string method = isUntyped ? StraightLineEmitter.ExecuteUntyped : StraightLineEmitter.Execute;
        string inLine = $"{flow.RunName}.{method}({string.Join(", ", ((string[])[Given(inputs), _token]).Where(static text => text.Length > 0))})";
        return _hostOptions is null
            ? (options == "null" ? inLine : $"{options} is null ? {inLine} : {call}")
            : (options == "null" ? $"{_hostOptions} is null ? {inLine} : {call}" : call);
    }

    private string Reported(string[] inputs, string options, bool isUntyped = false) => flow.Policies.Count > 0
        ? UnderPolicies(inputs, isUntyped ? "RunUntypedAsync" : "RunAsync", options)
        : $"{Rent(inputs, isUntyped)}.RunAsync({OfHost(options)}, {_token})";

    private string UnderPolicies(string[] inputs, string method, string options) =>
        $"new {flow.RunName}.{FlowPolicyEmitter.Class}({Given(inputs)}).{method}({OfHost(options)}, {_token})";

    private string Throw => $"throw {flow.RunName}.Invalid()";

    private string Body(string call) => _isValid ? call : Throw;

    private static string Free(string name, FlowModel flow) =>
        flow.Inputs.Any(input => input.Parameter == name) ? Free("flow" + char.ToUpperInvariant(name[0]) + name.Substring(1), flow) : name;

    private static string New(bool hides) => hides ? "new " : "";

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
