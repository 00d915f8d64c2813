using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the nested class that runs the flow.</summary>
internal sealed class RunEmitter(CodeWriter writer, FlowModel flow, StraightLine line)
{
    private readonly string _name = flow.RunName;
    private readonly StepEmitter[] _steps = [.. flow.Steps.Select((step, i) => new StepEmitter(writer, flow.Name, step, i, flow.RunName))];

    // Results for methods that stop steps outlive the run. Each run has an object of its own for them, and its fields are those of that object.
    private readonly bool _keepsResults = flow.Lifetime is { Kept.Count: > 0 };

    public void Write()
    {
        string @base = flow.OutputType is { } output ? $"{Names.Run}<{output}>" : Names.Run;
        writer.Write(Names.Marks);
        writer.WriteLines("", flow.UsesForbiddenTypes ? ["[global::System.Obsolete]"] : []);
        writer.WriteLines("", flow.RunAttributes);
        using (writer.Open($"private sealed class {_name} : {@base}"))
        {
            WritePool();
            WriteFields();
            WriteConstruction();
            new StraightLineEmitter(writer, flow, line).Write();
            new FlowPolicyEmitter(writer, flow, line).Write();
            WriteDispatch();
            WriteClear();
            if (flow.OutputType is { } type)
            {
                writer.Write($"protected override {type} Output => _result{flow.OutputStep};");
                writer.Gap();
            }

            foreach (StepEmitter step in _steps)
            {
                step.Write();
            }

            foreach (string helper in flow.Steps.Select(static step => step.Helper).OfType<string>())
            {
                writer.Write(helper);
                writer.Gap();
            }
        }
    }

    private void WritePool()
    {
        writer.Write($"internal static readonly {Names.Pool}<{_name}> Pool = new {Names.Pool}<{_name}>(");
        writer.Write($"    new {Names.Plan}({string.Join(",\n        ", flow.Steps.Select(Descriptor).Prepend(Names.Literal(flow.Name)))}){Settings()},");
        writer.Write($"    static pool => new {_name}(pool));");
        writer.Gap();
    }

    private string Descriptor(StepModel step, int index)
    {
        bool isOutput = index == flow.OutputStep;
        bool isAsync = step.ForEach is { } each ? each.ElementAwait is not null : step.Await is not null;
        string[] values =
        [
            .. step.ForEach is not null ? [$"Kind = {Names.StepKind}.ForEach"] : (string[])[],
            .. step.ForEach is { IsLazy: true } ? ["IsLazy = true"] : (string[])[],
            .. step.ForEach?.Stream is { From: >= 0 } stream ? [$"StreamFrom = {stream.From}"] : (string[])[],
            .. step.ForEach?.Stream is { Buffer: > 0 } buffered ? [$"Buffer = {buffered.Buffer}"] : (string[])[],
            .. step.ForEach?.Stream is { IsOutput: true } ? ["StreamsOutput = true"] : (string[])[],
            .. step.SubFlow is not null ? [$"Kind = {Names.StepKind}.Flow"] : (string[])[],
            .. step.SubFlow?.Type is { } type ? [$"Flow = static () => {type}.Plan"] : (string[])[],
            .. step.Condition is { } condition ? [$"Condition = {Names.Literal(condition.Text)}"] : (string[])[],
            .. step.Upstream.Count > 0 ? [$"Upstream = new[] {{ {string.Join(", ", step.Upstream)} }}"] : (string[])[],
            .. step.Optional.Count > 0 ? [$"Optional = new[] {{ {string.Join(", ", step.Optional)} }}"] : (string[])[],
            .. step.Outcomes.Count > 0 ? [$"Outcomes = new[] {{ {string.Join(", ", step.Outcomes)} }}"] : (string[])[],
            .. isOutput && flow.Steps.Any(static other => other.Outcomes.Count > 0) ? ["IsOutput = true"] : (string[])[],
            .. step.IsRelease ? ["IsRelease = true"] : (string[])[],
            .. step.LocksPerAttempt ? ["LocksPerAttempt = true"] : (string[])[],
            .. step.Kept is { } kept ? [$"Kept = {KeptText.Of(kept)}"] : (string[])[],
            .. step.Locks.Count > 0 ? [$"Locks = new[] {{ {string.Join(", ", step.Locks.Select(static held => Names.Literal(held.Name)))} }}"] : (string[])[],
        ];
        string descriptor = $"new {Names.StepDescriptor}({Names.Literal(step.Name)}, isAsync: {(isAsync ? "true" : "false")})";
        return values.Length == 0 ? descriptor : $"{descriptor} {{ {string.Join(", ", values)} }}";
    }

    private string Settings()
    {
        string[] values =
        [
            .. flow.MaxConcurrency > 0 ? [$"MaxConcurrency = {flow.MaxConcurrency}"] : (string[])[],
            .. flow.ContinuesOnFailure ? ["FailureMode = global::AsyncFlow.FailureMode.Continue"] : (string[])[],
            .. flow.SingleThreaded ? ["SingleThreaded = true"] : (string[])[],
            .. flow.KeptInputs is { } inputs ? [$"Kept = {KeptText.Of(flow.Type, inputs)}"] : (string[])[],
        ];
        return values.Length == 0 ? "" : $" {{ {string.Join(", ", values)} }}";
    }

    private void WriteFields()
    {
        foreach ((string type, string field) in flow.Given())
        {
            writer.Write($"private {type} {field};");
        }

        if (_keepsResults)
        {
            writer.Write($"private {flow.Lifetime!.KeptClass} {flow.Lifetime.KeptField};");
        }

        for (int i = 0; i < flow.Steps.Count; i++)
        {
            if (flow.Steps[i].Await is { IsStoredByRun: false } awaited)
            {
                writer.Write($"private {awaited.AwaiterType} _awaiter{i};");
            }

            if (flow.Steps[i].ResultType is { } type)
            {
                writer.Write(IsKept(i) ? $"private ref {type} _result{i} => ref {flow.Lifetime!.KeptField}.Step{i};" : $"private {type} _result{i};");
            }

            if (flow.Steps[i].ForEach is { HasOutcomes: true })
            {
                writer.Write($"private {ForEachEmitter.ClassOf(flow.Steps[i])}? _elements{i};");
            }
        }

        writer.Gap();
    }

    private void WriteConstruction()
    {
        string output = flow.OutputType is null ? "" : $", outputStep: {flow.OutputStep}";
        writer.Write($"private {_name}({Names.Pool}<{_name}> pool) : base(pool{output}) {{ }}");
        writer.Gap();
        using (writer.Open($"internal static {_name} Rent({string.Join(", ", flow.Given().Select(static given => $"{given.Type} {given.Field}"))})"))
        {
            writer.Write("var run = Pool.Rent();");
            writer.WriteLines("", flow.Given().Select(static given => $"run.{given.Field} = {given.Field};"));
            writer.WriteLines("", _keepsResults ? [$"run.{flow.Lifetime!.KeptField} = _flow.{flow.Lifetime.KeptField} = new {flow.Lifetime.KeptClass}();"] : []);
            writer.Write("return run;");
        }

        writer.Gap();
    }

    private void WriteDispatch()
    {
        new DispatchEmitter(writer, "bool", "int step").Write("ShouldRun", Arms((step, _) => step.Condition?.Value));
        new StartEmitter(writer).Write([.. _steps.Select(static (step, i) => (i, step))]);
        new DispatchEmitter(writer, "bool", "int step").Write("Adopt", [.. line.Steps.Where(i => flow.Steps[i].Await is { IsStoredByRun: false }).OrderBy(static i => i).Select(i => (i, AdoptOf(i)))]);
        new DispatchEmitter(writer, "void", "int step").Write("Finish", Arms((_, i) => _steps[i].FinishArm));
        new DispatchEmitter(writer, "void", $"int step, in {Names.ResultSource} source").Write("SetResult", Arms((_, i) => _steps[i].ResultArm));
        new DispatchEmitter(writer, "object?", "int step, int index").Write("GetLock", Arms((step, _) => LockOf(step)));
        new DispatchEmitter(writer, "object?", "int step").Write("Load", Arms((step, i) => step is { Kept: not null, ForEach: null, ResultType: not null } ? $"_result{i}" : null));
        new DispatchEmitter(writer, "object?", "int input").Write("Input", [.. Enumerable.Range(0, flow.KeptInputs?.Count ?? 0).Select(static i => (i, $"_input{i}"))]);
    }

    private string AdoptOf(int step) =>
        $"_awaiter{step}.IsCompleted || {(flow.Steps[step].Await!.IsCritical ? "Suspend" : "SuspendFlowing")}({step}, _awaiter{step})";

    // One arm for each step that has code.
    private List<(int Step, string Code)> Arms(Func<StepModel, int, string?> codeOf) =>
        [.. flow.Steps.Select((step, i) => (i, codeOf(step, i)!)).Where(static arm => arm.Item2 is not null)];

    // A nested switch: for a thousand steps, the compiler needs minutes for a switch over pairs. Each element of a list has the locks of its key
    // itself.
    private static string? LockOf(StepModel step)
    {
        int[] own = [.. Enumerable.Range(0, step.Locks.Count).Where(index => step.ForEach is null || !step.Locks[index].IsKeyed)];
        return own switch
        {
            [] => null,
            [var only] => step.Locks[only].Value,
            _ => $"index switch {{ {string.Join(", ", own.Select(index => $"{(index == own[own.Length - 1] ? "_" : index)} => {step.Locks[index].Value}"))} }}",
        };
    }

    private bool IsKept(int step) => _keepsResults && flow.Lifetime!.Kept.Any(kept => kept.Step == step);

    private void WriteClear()
    {
        using (writer.Open("protected override void Clear()"))
        {
            writer.WriteLines("", flow.Given().Select(static given => $"{given.Field} = default!;"));
            writer.WriteLines("", _keepsResults ? [$"{flow.Lifetime!.KeptField} = default!;"] : []);
            for (int i = 0; i < flow.Steps.Count; i++)
            {
                if (flow.Steps[i].ResultType is not null && !IsKept(i))
                {
                    writer.Write($"_result{i} = default!;");
                }

                if (flow.Steps[i].ForEach is { HasOutcomes: true })
                {
                    writer.Write($"_elements{i} = null;");
                }
            }
        }

        writer.Gap();
    }
}
