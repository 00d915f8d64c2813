using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the nested class whose objects are runs of the flow.</summary>
internal sealed class RunEmitter(CodeWriter writer, FlowModel flow)
{
    private const string NoSuchStep = $"throw new {Names.OutOfRange}(nameof(step))";

    private readonly string _name = flow.RunName;

    public void Write()
    {
        string @base = flow.OutputType is { } output ? $"{Names.Run}<{output}>" : Names.Run;
        writer.Write(Names.Marks);
        using (writer.Open($"private sealed class {_name} : {@base}"))
        {
            WritePool();
            WriteFields();
            WriteConstruction();
            WriteDispatch();
            WriteStore();
            WriteClear();
            if (flow.OutputType is { } type)
            {
                writer.Write($"protected override {type} Output => _result{flow.OutputStep};");
                writer.Gap();
            }

            for (int i = 0; i < flow.Steps.Count; i++)
            {
                new StepEmitter(writer, flow.Steps[i], i, _name).Write();
            }
        }
    }

    private void WritePool()
    {
        writer.Write($"internal static readonly {Names.Pool}<{_name}> Pool = new {Names.Pool}<{_name}>(");
        writer.Write($"    new {Names.Plan}({string.Join(",\n        ", flow.Steps.Select(Planned).Prepend(Names.Literal(flow.Name)))}){Settings()},");
        writer.Write($"    static pool => new {_name}(pool));");
        writer.Gap();
    }

    private static string Planned(StepModel step)
    {
        bool isAsync = step.ForEach is { } each ? each.ElementAwait is not null : step.Await is not null;
        string[] values =
        [
            .. step.ForEach is not null ? [$"Kind = {Names.StepKind}.ForEach"] : (string[])[],
            .. step.SubFlow is not null ? [$"Kind = {Names.StepKind}.Flow"] : (string[])[],
            .. step.SubFlow?.Type is { } type ? [$"Flow = static () => {type}.Plan"] : (string[])[],
            .. step.Condition is { } condition ? [$"Condition = {Names.Literal(condition.Text)}"] : (string[])[],
            .. step.Upstream.Count > 0 ? [$"Upstream = new[] {{ {string.Join(", ", step.Upstream)} }}"] : (string[])[],
            .. step.Locks.Count > 0 ? [$"Locks = new[] {{ {string.Join(", ", step.Locks.Select(static held => Names.Literal(held.Name)))} }}"] : (string[])[],
        ];
        string planned = $"new {Names.PlannedStep}({Names.Literal(step.Name)}, isAsync: {(isAsync ? "true" : "false")})";
        return values.Length == 0 ? planned : $"{planned} {{ {string.Join(", ", values)} }}";
    }

    private string Settings()
    {
        string[] values =
        [
            .. flow.MaxConcurrency > 0 ? [$"MaxConcurrency = {flow.MaxConcurrency}"] : (string[])[],
            .. flow.ContinuesOnFailure ? ["FailureMode = global::AsyncFlow.FailureMode.Continue"] : (string[])[],
            .. flow.SingleThreaded ? ["SingleThreaded = true"] : (string[])[],
        ];
        return values.Length == 0 ? "" : $" {{ {string.Join(", ", values)} }}";
    }

    private void WriteFields()
    {
        if (!flow.IsStatic)
        {
            writer.Write($"private {flow.Type} _flow = null!;");
        }

        for (int i = 0; i < flow.Steps.Count; i++)
        {
            if (flow.Steps[i].Await is { } awaited)
            {
                writer.Write($"private {awaited.AwaiterType} _awaiter{i} = default!;");
            }

            if (flow.Steps[i].ResultType is { } type)
            {
                writer.Write($"private {type} _result{i} = default!;");
            }
        }

        writer.Gap();
    }

    private void WriteConstruction()
    {
        string output = flow.OutputType is null ? "" : $", outputStep: {flow.OutputStep}";
        writer.Write($"private {_name}({Names.Pool}<{_name}> pool) : base(pool{output}) {{ }}");
        writer.Gap();
        using (writer.Open($"internal static {_name} Rent({(flow.IsStatic ? "" : $"{flow.Type} flow")})"))
        {
            writer.Write("var run = Pool.Rent();");
            if (!flow.IsStatic)
            {
                writer.Write("run._flow = flow;");
            }

            writer.Write("return run;");
        }

        writer.Gap();
    }

    private void WriteDispatch()
    {
        if (flow.Steps.Any(static step => step.Condition is not null))
        {
            WriteSwitch(
                "bool ShouldRun(int step)",
                "step",
                flow.Steps.Select(static (step, i) => step.Condition is { } condition ? $"{i} => {condition.Value}," : null).OfType<string>(),
                otherwise: "true");
        }

        WriteSwitch("bool Start(int step)", "step", flow.Steps.Select(static (step, i) => $"{i} => Start{step.Identifier}(),"));
        WriteFinish([.. flow.Steps
            .Select(static (step, i) => step.Await is null ? null : $"case {i}: Finish{step.Identifier}(); break;")
            .OfType<string>()]);
        if (flow.Steps.Any(static step => step.Locks.Count > 0))
        {
            WriteSwitch(
                "object? GetLock(int step, int index)",
                "step",
                flow.Steps.Select(static (step, i) => (step, i)).Where(static at => at.step.Locks.Count > 0).Select(static at => $"{at.i} => {LockOf(at.step)},"));
        }
    }

    // A switch inside a switch: the compiler needs minutes for one over pairs when there are a thousand.
    private static string LockOf(StepModel step) => step.Locks.Count == 1
        ? step.Locks[0].Value
        : $"index switch {{ {string.Join(", ", step.Locks.Select((held, index) => $"{(index == step.Locks.Count - 1 ? "_" : index)} => {held.Value}"))} }}";

    private void WriteSwitch(string method, string subject, IEnumerable<string> arms, string otherwise = NoSuchStep)
    {
        if (flow.Steps.Count == 0)
        {
            writer.Write($"protected override {method} => {NoSuchStep};");
        }
        else
        {
            using CodeWriter.Block block = writer.Open($"protected override {method} => {subject} switch", close: "};");
            writer.WriteLines("", arms);
            writer.Write($"_ => {otherwise},");
        }

        writer.Gap();
    }

    private void WriteFinish(string[] cases)
    {
        if (cases.Length == 0)
        {
            writer.Write($"protected override void Finish(int step) => {NoSuchStep};");
        }
        else
        {
            using CodeWriter.Block method = writer.Open("protected override void Finish(int step)");
            using CodeWriter.Block @switch = writer.Open("switch (step)");
            writer.WriteLines("", cases);
            writer.Write($"default: {NoSuchStep};");
        }

        writer.Gap();
    }

    private void WriteStore()
    {
        string[] cases = [.. flow.Steps
            .Select(static (step, i) => step.ResultType is { } type ? $"case {i}: _result{i} = ({type})result!; break;" : null)
            .OfType<string>()];
        if (cases.Length == 0)
        {
            return;
        }

        using (writer.Open("protected override void Store(int step, object? result)"))
        using (writer.Open("switch (step)"))
        {
            writer.WriteLines("", cases);
        }

        writer.Gap();
    }

    private void WriteClear()
    {
        using (writer.Open("protected override void Clear()"))
        {
            if (!flow.IsStatic)
            {
                writer.Write("_flow = null!;");
            }

            for (int i = 0; i < flow.Steps.Count; i++)
            {
                if (flow.Steps[i].ResultType is not null)
                {
                    writer.Write($"_result{i} = default!;");
                }
            }
        }

        writer.Gap();
    }
}
