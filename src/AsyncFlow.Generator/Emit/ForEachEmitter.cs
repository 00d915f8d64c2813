using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the nested class that runs one step for each element of a list. It handles each element like a step.</summary>
internal sealed class ForEachEmitter(CodeWriter writer, string flow, StepModel step, int index, string run)
{
    private const string Result = "Results[element]";

    private readonly ForEachModel _each = step.ForEach!;
    private readonly PolicyEmitter? _policy = step.Policy is null ? null : new(writer, flow, step, "element", ClassOf(step));
    private readonly string _store = step.ForEach!.ElementResult is null ? "" : $"{Result} = ";
    private readonly AwaitEmitter? _await = step.ForEach!.ElementAwait is { } awaited
        ? new(writer, awaited, "element", "_awaiters[element]", step.ForEach!.ElementResult is { } type ? (Result, type) : null)
        : null;

    // No other member starts with this prefix.
    public static string ClassOf(StepModel step) => $"ElementsOf{step.Identifier}";

    public void Write()
    {
        using (writer.Open($"private sealed class {ClassOf(step)} : {Base}"))
        {
            WriteConstruction();
            WriteStart();
            WriteFinish();
            WriteKept();
            WriteLocks();
            WritePolicies();
        }

        writer.Gap();
    }

    private string Base => _each switch
    {
        { Stream: null } => $"{Names.ForEachRun}<{_each.ItemType}>",
        { ElementResult: null } => $"{Names.StreamRun}<{_each.ItemType}>",
        _ => $"{Names.StreamRun}<{_each.ItemType}, {_each.ElementResult}>",
    };

    // The base class of a stream has the results.
    private bool HasOwnResults => _each is { Stream: null, ElementResult: not null };

    private string Call => _policy?.Call ?? step.CallText("TokenOf(element)");

    private bool UsesRun => (_policy?.UsesRun ?? Call.Contains("_run.")) || step.Locks.Any(static held => held.IsKeyed && held.Value.Contains("_run."));

    private void WriteConstruction()
    {
        if (UsesRun)
        {
            writer.Write($"private readonly {run} _run;");
        }

        if (_each.ElementAwait is { IsStoredByRun: false } awaited)
        {
            writer.Write($"private readonly {awaited.AwaiterType}[] _awaiters;");
        }

        if (HasOwnResults)
        {
            writer.Write($"internal readonly {Array(_each.ElementResult!)} Results;");
        }

        if (_each is { HasOutcomes: true, Stream: null, ElementResult: { } value })
        {
            writer.Write($"internal {Names.ReadOnlyList}<{Names.StepOutcome}<{value}>> Outcomes => OutcomesOf(Results);");
        }

        writer.Gap();
        string limit = _each.MaxConcurrency.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string source = _each.Stream is { IsAsync: true } ? Names.AsyncEnumerable : Names.Enumerable;
        string kept = _each is { Stream: { } stream, ElementResult: not null } ? $", keepsList: {(stream is { KeepsList: false, IsOutput: true } ? "!run.StreamsOutput" : Literal(stream.KeepsList))}, keepsOutcomes: {Literal(_each.HasOutcomes)}" : "";
        using (writer.Open($"internal {ClassOf(step)}({run} run, {source}<{_each.ItemType}>? items) : base(run, {index}, items, maxConcurrency: {limit}{kept})"))
        {
            if (UsesRun)
            {
                writer.Write("_run = run;");
            }

            if (_each.ElementAwait is { IsStoredByRun: false } awaiter)
            {
                writer.Write($"_awaiters = PerElement<{awaiter.AwaiterType}>();");
            }

            if (HasOwnResults)
            {
                writer.Write($"Results = PerElement<{_each.ElementResult}>();");
            }
        }

        writer.Gap();
    }

    private void WriteStart()
    {
        using (writer.Open("protected override bool Start(int element)"))
        {
            if (_await is not null)
            {
                _await.WriteStart(Call);
            }
            else
            {
                writer.Write($"{_store}{Call};");
                writer.Write("return true;");
            }
        }

        writer.Gap();
    }

    private void WriteFinish()
    {
        if (_await?.FinishText is { } text)
        {
            writer.Write($"protected override void Finish(int element) => {text};");
        }
        else if (_each.ElementAwait is { IsStoredByRun: false })
        {
            using (writer.Open("protected override void Finish(int element)"))
            {
                _await!.WriteFinish();
            }
        }
    }

    private void WriteKept()
    {
        if (step.Kept is not null && _each.ElementResult is { } result)
        {
            writer.Gap();
            writer.Write($"protected override object? Load(int element) => {Result};");
            writer.Gap();
            writer.Write($"protected override void Store(int element, object? result) => {Result} = ({result})result!;");
        }
    }

    // Locks without a key are those of the run around.
    private void WriteLocks()
    {
        if (!step.Locks.Any(static held => held.IsKeyed))
        {
            return;
        }

        writer.Gap();
        using CodeWriter.Block @switch = writer.Open("protected override object? GetLock(int element, int index) => index switch", close: "};");
        for (int index = 0; index < step.Locks.Count; index++)
        {
            writer.WriteLines("", step.Locks[index].IsKeyed ? [$"{index} => {step.Locks[index].Value},"] : []);
        }

        writer.Write("_ => base.GetLock(element, index),");
    }

    private void WritePolicies()
    {
        if (_policy is not null)
        {
            writer.Gap();
            _policy.Write();
        }
    }

    private static string Literal(bool value) => value ? "true" : "false";

    // In the type of an array of arrays, the brackets of the outer array come first. A '?' between brackets belongs to the
    // element type.
    private static string Array(string element)
    {
        int brackets = element.Length;
        while (brackets > 0 && IsArrayPart(element, brackets, out int start))
        {
            brackets = start;
        }

        return element.Substring(0, brackets) + "[]" + element.Substring(brackets);
    }

    private static bool IsArrayPart(string type, int end, out int start)
    {
        start = type.LastIndexOf('[', end - 1);
        return start > 0 && type[end - 1] == ']' && type.Substring(start + 1, end - start - 2).All(static letter => letter == ',');
    }
}
