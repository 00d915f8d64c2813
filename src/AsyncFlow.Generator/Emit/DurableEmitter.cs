using System.Globalization;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes how an engine takes a durable flow apart: the inputs as a record, and a class that executes single steps.</summary>
internal sealed class DurableEmitter(CodeWriter writer, FlowModel flow, DurableModel durable)
{
    private const string Compiler = "global::AsyncFlow.CompilerServices";
    private const string Execution = "attempts";
    private const string Payload = $"{Names.ValueTask}<byte[]?>";

    private readonly bool _isValid = flow.Problems.Count == 0;

    /// <summary>The interface of a flow that can be taken apart.</summary>
    public static string InterfaceOf(string flow) => $"{Compiler}.IDurableFlow<{flow}>";

    /// <summary>Writes the members of the flow.</summary>
    public static void Write(CodeWriter writer, FlowModel flow)
    {
        if (flow.Durable is { } durable)
        {
            new DurableEmitter(writer, flow, durable).WriteMembers();
        }
    }

    /// <summary>Writes the class with the method that starts a run, which is not nested.</summary>
    public static void WriteStart(CodeWriter writer, FlowModel flow)
    {
        if (flow.Durable is { } durable)
        {
            new DurableEmitter(writer, flow, durable).WriteStartClass();
        }
    }

    /// <summary>The property of the record for an input.</summary>
    private string PropertyOf(InputModel input)
    {
        string name = input.Parameter.TrimStart('@');
        string property = char.ToUpperInvariant(name[0]) + name.Substring(1);
        return property == durable.InputRecord ? property + "Value" : property;
    }

    private void WriteMembers()
    {
        writer.Write($"/// <summary>The inputs of a durable run of <c>{flow.Name}</c>.</summary>");
        foreach (InputModel input in flow.Inputs)
        {
            writer.WriteLines("/// ", [$"<param name=\"{PropertyOf(input)}\">", .. input.Documentation.Count > 0 ? [.. input.Documentation] : (string[])["An input of the flow."], "</param>"]);
        }

        writer.Write(Names.Marks);
        string properties = string.Join(", ", flow.Inputs.Select(input => $"{input.Type} {PropertyOf(input)}{(input.Default is { } value ? $" = {value}" : "")}"));
        writer.Write($"{durable.StartAccessibility} sealed record {durable.InputRecord}({properties});");
        writer.Gap();
        writer.Write(Names.Marks);
        writer.Write($"static {Compiler}.DurableFlow {InterfaceOf(flow.Type)}.Durable => {(_isValid ? $"{durable.StepsClass}.Definition" : $"throw {flow.RunName}.Invalid()")};");
        writer.Gap();
        if (_isValid)
        {
            WriteSteps();
        }
    }

    private void WriteSteps()
    {
        writer.Write(Names.Marks);
        writer.WriteLines("", flow.UsesForbiddenTypes ? ["[global::System.Obsolete]"] : []);
        writer.WriteLines("", flow.RunAttributes);
        using (writer.Open($"private sealed class {durable.StepsClass} : {Compiler}.DurableSteps"))
        {
            WriteDefinition();
            writer.Write($"private readonly {flow.Type} _flow;");
            writer.Gap();
            writer.Write($"private {durable.StepsClass}({Compiler}.DurableCall call) : base(call) => _flow = CreateFlow<{flow.Type}>(call);");
            writer.Gap();
            WriteValues();
            StepModel[] steps = [.. flow.Steps];
            new DispatchEmitter(writer, "bool", "int step").Write("ShouldRun", [.. steps.Select(static (step, i) => (i, step.Condition?.Value!)).Where(static arm => arm.Item2 is not null)]);
            new DispatchEmitter(writer, Payload, "int step").Write("ExecuteStep", [.. steps.Select(static (step, i) => (i, $"Execute{step.Identifier}()"))]);
            for (int i = 0; i < steps.Length; i++)
            {
                WriteStep(steps[i], durable.Steps[i].ResultType);
            }

            foreach (string helper in steps.Select(static step => step.Helper).OfType<string>())
            {
                writer.Write(helper);
                writer.Gap();
            }
        }

        writer.Gap();
    }

    private void WriteDefinition()
    {
        string lists = string.Join(", ", flow.Steps.Select((step, i) => step.ForEach is { } each ? $"new {Compiler}.DurableList({Number(durable.Steps[i].Source)}, {Number(each.MaxConcurrency)})" : "null"));
        writer.Write($"internal static readonly {Compiler}.DurableFlow Definition = new {Compiler}.DurableFlow(");
        writer.Write($"    {flow.RunName}.Pool.Plan,");
        writer.Write($"    {Names.Literal(durable.Fingerprint)},");
        writer.Write($"    {Number(flow.OutputStep)},");
        writer.Write($"    {(durable.Output is { } output ? $"typeof({output})" : "null")},");
        writer.Write($"    new {Compiler}.DurableList?[] {{ {lists} }},");
        writer.Write($"    new global::System.Type[] {{ {string.Join(", ", durable.Payloads.Select(static type => $"typeof({type})"))} }},");
        writer.Write($"    static call => new {durable.StepsClass}(call))");
        writer.Write("{");
        writer.Write($"    Signatures = new string[] {{ {Literals(durable.Signatures)} }},");
        writer.WriteLines("    ", durable.CompatibleWith.Count > 0 ? [$"CompatibleWith = new string[] {{ {Literals(durable.CompatibleWith)} }},"] : []);
        WriteLocks();
        writer.Write("};");
        writer.Gap();
    }

    private void WriteLocks()
    {
        if (durable.Steps.All(static step => step.Locks.Count == 0))
        {
            return;
        }

        writer.Write("    Locks = new global::System.Collections.Generic.IReadOnlyList<global::AsyncFlow.DurableSemaphore>?[]");
        writer.Write("    {");
        foreach (DurableStepModel step in durable.Steps)
        {
            writer.Write($"        {(step.Locks.Count == 0 ? "null" : $"new global::AsyncFlow.DurableSemaphore[] {{ {string.Join(", ", step.Locks)} }}")},");
        }

        writer.Write("    },");
    }

    // The calls of steps name what they take as in a run of the whole flow, where these are fields.
    private void WriteValues()
    {
        if (flow.Steps.Any(static step => step.ForEach is not null))
        {
            writer.Write($"private {durable.StepsClass} _run => this;");
        }

        for (int i = 0; i < flow.Inputs.Count; i++)
        {
            writer.Write($"private {flow.Inputs[i].Type} _input{i} => Input<{flow.Inputs[i].Type}>({i});");
        }

        for (int i = 0; i < flow.Steps.Count; i++)
        {
            StepModel step = flow.Steps[i];
            DurableStepModel stored = durable.Steps[i];
            if (step.ResultType is not null && stored.ResultType is { } result)
            {
                writer.Write(step.ForEach is null ? $"private {stored.VariableType} _result{i} => ResultOf<{result}>({i});" : $"private {stored.VariableType} _result{i} => ResultsOf<{result}>({i});");
            }

            if (step.ForEach is { HasOutcomes: true } && stored.ResultType is { } element)
            {
                writer.Write($"private {Compiler}.DurableOutcomes<{element}>? _elements{i} => OutcomesOf<{element}>({i});");
            }
        }

        writer.Gap();
    }

    private void WriteStep(StepModel step, string? result)
    {
        AwaitModel? awaited = step.Policy is { } policy ? policy.CallAwait : step.ForEach is { } each ? each.ElementAwait : step.Await;
        bool isAsync = awaited is not null || step.SubFlow is not null || step.Policy is not null;
        string call = step.Policy is null ? CallOf(step, awaited, "Token", context: null) : $"await {PolicyChain.Method(0, step.Identifier)}(this, Token)";
        using (writer.Open($"private {(isAsync ? "async " : "")}{Payload} Execute{step.Identifier}()"))
        {
            writer.WriteLines("", (result, isAsync) switch
            {
                (null, true) => [$"{call};", "return null;"],
                (null, false) => [$"{call};", "return default;"],
                (_, true) => [$"return Write<{result}>({call});"],
                _ => (string[])[$"return new {Payload}(Write<{result}>({call}));"],
            });
        }

        writer.Gap();
        if (step.Policy is not null)
        {
            WritePolicies(step, step.Policy, awaited);
        }
    }

    private void WritePolicies(StepModel step, PolicyModel policy, AwaitModel? awaited)
    {
        PolicyChain chain = new(writer, $"{flow.Name}.{step.Name}", policy.Result, durable.StepsClass, Execution, step.Identifier);
        chain.Write(policy.Policies);
        bool isAsync = awaited is not null || step.SubFlow is not null;
        string call = CallOf(step, awaited, "token", $"{Execution}.Context(token)");
        string task = $"{Names.ValueTask}<{policy.Result}>";
        using (writer.Open($"private {(isAsync ? "async " : "")}{task} {PolicyChain.Method(policy.Policies.Count, step.Identifier)}({chain.Parameters})"))
        {
            writer.Write("BeginAttempt();");
            writer.WriteLines("", policy.HasResult ? [isAsync ? $"return {call};" : $"return new {task}({call});"] : [$"{call};", "return default;"]);
        }

        writer.Gap();
    }

    private static string CallOf(StepModel step, AwaitModel? awaited, string token, string? context)
    {
        if (step.SubFlow is { } inner)
        {
            string member = inner is { IsByInterface: true } ? $"({Names.FlowOf(inner.InterfaceInput, inner.InterfaceResult)}?){step.Call}" : step.Call;
            return "await " + step.InnerCallText($"NotNull({member}, {Names.Literal(step.Name)})", $"default({Names.Options})", token);
        }

        // The text of an element's call names the run of the elements.
        string call = step.CallText(token, context);
        call = step.ForEach is { } each ? call.Replace("Item(element)", $"ItemOf<{each.ItemType}>()").Replace("Context(element)", "Context(0)") : call;
        return awaited is null ? call : awaited.CanBeNull ? $"await Started({call})" : $"await {call}";
    }

    private void WriteStartClass()
    {
        string handle = flow.OutputType is { } output ? $"global::AsyncFlow.Durable.FlowHandle<{output}>" : "global::AsyncFlow.Durable.FlowHandle";
        string types = flow.OutputType is { } result ? $"{flow.Type}, {result}" : flow.Type;
        string inputs = string.Concat(flow.Inputs.Select(input => $".Add<{input.Type}>(input.{PropertyOf(input)})"));
        writer.Gap();
        writer.Write($"/// <summary>Starts durable runs of <c>{flow.Name}</c>.</summary>");
        writer.Write(Names.Marks);
        using (writer.Open($"{durable.StartAccessibility} static class {durable.StartClass}"))
        {
            writer.Write($"/// <summary>Starts a durable run of <c>{flow.Name}</c>, unless there is one with the id: then it returns that one.</summary>");
            writer.Write($"/// <typeparam name=\"TFlow\"><c>{flow.Name}</c>.</typeparam>");
            writer.Write("/// <param name=\"client\">The client.</param>");
            writer.Write("/// <param name=\"input\">The inputs of the flow. They have no effect on a run that exists.</param>");
            writer.Write("/// <param name=\"id\">The id of the run: the same for every call that means this run.</param>");
            writer.Write("/// <param name=\"cancellationToken\">Cancels the call, which may have taken effect then. It does not cancel the run.</param>");
            writer.Write("/// <returns>The run. It is stored.</returns>");
            writer.Write("""/// <exception cref="global::System.InvalidOperationException">A run of another flow has the id, or this process has not registered the flow.</exception>""");
            writer.Write($"public static {Names.ValueTask}<{handle}> StartAsync<TFlow>(this global::AsyncFlow.Durable.IFlowClient client, {flow.Type}.{durable.InputRecord} input, string id, {Names.Token} cancellationToken = default)");
            using (writer.Open($"    where TFlow : class, {InterfaceOf(flow.Type)}"))
            {
                writer.Write("global::System.ArgumentNullException.ThrowIfNull(client);");
                writer.Write("global::System.ArgumentNullException.ThrowIfNull(input);");
                writer.Write($"return client.StartRunAsync<{types}>(id, new {Compiler}.FlowInputs(){inputs}, cancellationToken);");
            }
        }
    }

    private static string Literals(IEnumerable<string> texts) => string.Join(", ", texts.Select(Names.Literal));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
